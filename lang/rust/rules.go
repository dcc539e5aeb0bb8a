package rust

import (
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
)

// Rules are tried in order. compare has split every difference into what users
// notice, and judged it; a rule names it, and says what it costs.
var rules = []rule.Rule{
	{ID: "rust/unverified", Impact: rule.Risky, Bump: rule.Major, Match: aspect(diff.AspectGap)},

	// The manifest.
	{ID: "rust/feature-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("feature")},
	{ID: "rust/feature-added", Impact: rule.Compatible, Bump: rule.Minor, Match: added("feature")},
	{ID: "rust/feature-not-default", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind("feature"), fact("default"), loses("default"))},
	{ID: "rust/feature-now-default", Impact: rule.Compatible, Bump: rule.Minor, Match: all(kind("feature"), fact("default"))},
	{ID: "rust/feature-enables-less", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind("feature"), fact("enables"), breaks)},
	{ID: "rust/feature-enables-more", Impact: rule.Compatible, Bump: rule.Minor, Match: all(kind("feature"), fact("enables"))},
	{ID: "rust/rust-version-raised", Impact: rule.Risky, Bump: rule.Minor, Match: all(fact("rust-version"), breaks)},
	{ID: "rust/rust-version-lowered", Impact: rule.Compatible, Bump: rule.Patch, Match: fact("rust-version")},
	{ID: "rust/edition-changed", Impact: rule.Compatible, Bump: rule.Patch, Match: fact("edition")},
	{ID: "rust/no-std-lost", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("no-std"), breaks)},
	{ID: "rust/no-std-gained", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("no-std")},
	{ID: "rust/crate-kind-changed", Impact: rule.Breaking, Bump: rule.Major, Match: fact("proc-macro")},
	{ID: "rust/crate-renamed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("crate")},
	{ID: "rust/public-dependency-changed", Impact: rule.Breaking, Bump: rule.Major, Match: kind("dependency")},
	{ID: "rust/native-library-changed", Impact: rule.Risky, Bump: rule.Major, Match: fact("links")},

	// Conditions and documentation.
	{ID: "rust/now-conditional", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(aspectProfiles), breaks)},
	{ID: "rust/less-conditional", Impact: rule.Compatible, Bump: rule.Minor, Match: aspect(aspectProfiles)},
	{ID: "rust/now-doc-hidden", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("doc-hidden"), breaks)},
	{ID: "rust/no-longer-doc-hidden", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("doc-hidden")},
	{ID: "rust/deprecated", Impact: rule.Compatible, Bump: rule.Minor, Match: all(fact("deprecated"), gains("deprecated"))},
	{ID: "rust/no-longer-deprecated", Impact: rule.Compatible, Bump: rule.Patch, Match: fact("deprecated")},
	{ID: "rust/must-use-added", Impact: rule.Compatible, Bump: rule.Minor, Match: all(fact("must-use"), gains("must-use"))},
	{ID: "rust/must-use-removed", Impact: rule.Compatible, Bump: rule.Patch, Match: fact("must-use")},

	// Whole items.
	{ID: "rust/module-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("module")},
	{ID: "rust/type-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("struct", "enum", "union", "type-alias", "foreign-type")},
	{ID: "rust/trait-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("trait")},
	{ID: "rust/function-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("fn")},
	{ID: "rust/constant-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("const", "static")},
	{ID: "rust/macro-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("macro", "proc-macro", "derive-macro", "attribute-macro")},
	{ID: "rust/path-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("reexport")},
	{ID: "rust/symbol-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("symbol")},
	{ID: "rust/item-added", Impact: rule.Compatible, Bump: rule.Minor, Match: added("crate", "module", "struct", "enum", "union", "type-alias", "foreign-type", "trait", "fn", "const", "static", "macro", "proc-macro", "derive-macro", "attribute-macro", "reexport", "symbol")},
	{ID: "rust/kind-compatible", Impact: rule.Compatible, Bump: rule.Minor, Match: all(aspect(diff.AspectKind), keeps)},
	{ID: "rust/kind-changed", Impact: rule.Breaking, Bump: rule.Major, Match: aspect(diff.AspectKind)},
	{ID: "rust/reexport-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind("reexport"), aspect(diff.AspectType))},
	{ID: "rust/alias-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind("type-alias"), aspect(diff.AspectType))},
	{ID: "rust/constant-type-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind("const", "static", "assoc-const", "symbol"), aspect(diff.AspectType))},
	{ID: "rust/constant-value-changed", Impact: rule.Compatible, Bump: rule.Patch, Match: all(kind("const", "assoc-const"), aspect(diff.AspectValue))},
	{ID: "rust/static-mutability-changed", Impact: rule.Breaking, Bump: rule.Major, Match: fact("mut")},

	// Structs, unions and enums.
	{ID: "rust/field-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("field")},
	{ID: "rust/field-added-to-literal", Impact: rule.Breaking, Bump: rule.Major, Match: all(added("field"), breaks)},
	{ID: "rust/field-added", Impact: rule.Compatible, Bump: rule.Minor, Match: added("field")},
	{ID: "rust/field-type-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind("field"), aspect(diff.AspectType))},
	{ID: "rust/private-field-added", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("private-fields"), breaks)},
	{ID: "rust/private-fields-gone", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("private-fields")},
	{ID: "rust/non-exhaustive-added", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("non-exhaustive"), breaks)},
	{ID: "rust/non-exhaustive-removed", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("non-exhaustive")},
	{ID: "rust/shape-compatible", Impact: rule.Compatible, Bump: rule.Patch, Match: all(fact("shape"), keeps)},
	{ID: "rust/shape-changed", Impact: rule.Breaking, Bump: rule.Major, Match: fact("shape")},
	{ID: "rust/variant-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed("variant")},
	{ID: "rust/variant-added-to-exhaustive", Impact: rule.Breaking, Bump: rule.Major, Match: all(added("variant"), breaks)},
	{ID: "rust/variant-added", Impact: rule.Compatible, Bump: rule.Minor, Match: added("variant")},
	{ID: "rust/discriminant-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind("variant"), aspect(diff.AspectValue))},
	{ID: "rust/discriminants-undefined", Impact: rule.Breaking, Bump: rule.Major, Match: fact("unit-only")},
	{ID: "rust/size-lost", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("unsized"), breaks)},
	{ID: "rust/size-gained", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("unsized")},
	{ID: "rust/representation-compatible", Impact: rule.Compatible, Bump: rule.Minor, Match: all(factPrefix("repr-"), keeps)},
	{ID: "rust/representation-changed", Impact: rule.Breaking, Bump: rule.Major, Match: factPrefix("repr-")},
	{ID: "rust/layout-changed", Impact: rule.Breaking, Bump: rule.Major, Match: fact("layout")},
	{ID: "rust/order-changed", Impact: rule.Risky, Bump: rule.Major, Match: fact("ordered")},

	// Traits.
	{ID: "rust/trait-item-removed", Impact: rule.Breaking, Bump: rule.Major, Match: all(removed("method", "assoc-const", "assoc-type"), ofTrait)},
	{ID: "rust/trait-item-required", Impact: rule.Breaking, Bump: rule.Major, Match: all(added("method", "assoc-const", "assoc-type"), ofTrait, breaks)},
	{ID: "rust/trait-item-added", Impact: rule.Compatible, Bump: rule.Minor, Match: all(added("method", "assoc-const", "assoc-type"), ofTrait)},
	{ID: "rust/trait-default-removed", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("default"), breaks)},
	{ID: "rust/trait-default-changed", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("default")},
	{ID: "rust/supertrait-removed", Impact: rule.Breaking, Bump: rule.Major, Match: fact("supertraits-lost")},
	{ID: "rust/supertrait-added", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("supertraits"), breaks)},
	{ID: "rust/sealed-supertrait-added", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("supertraits")},
	{ID: "rust/trait-sealed", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("sealed"), breaks)},
	{ID: "rust/trait-unsealed", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("sealed")},
	{ID: "rust/dyn-compatibility-lost", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("dyn"), breaks)},
	{ID: "rust/dyn-compatibility-gained", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("dyn")},
	{ID: "rust/auto-trait-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind("trait"), fact("auto"))},

	// Methods, functions and signatures.
	{ID: "rust/method-removed", Impact: rule.Breaking, Bump: rule.Major, Match: all(removed("method", "assoc-const", "assoc-type"), breaks)},
	{ID: "rust/method-generalised", Impact: rule.Compatible, Bump: rule.Minor, Match: removed("method", "assoc-const", "assoc-type")},
	{ID: "rust/method-added", Impact: rule.Compatible, Bump: rule.Minor, Match: added("method", "assoc-const", "assoc-type")},
	{ID: "rust/now-unsafe", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("unsafe"), gains("unsafe"))},
	{ID: "rust/unsafe-removed-from-trait", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("unsafe"), breaks)},
	{ID: "rust/no-longer-unsafe", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("unsafe")},
	{ID: "rust/const-removed", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("const"), breaks)},
	{ID: "rust/now-const", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("const")},
	{ID: "rust/abi-changed", Impact: rule.Breaking, Bump: rule.Major, Match: fact("abi")},
	{ID: "rust/export-name-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("export"), had("export"))},
	{ID: "rust/now-exported", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("export")},
	{ID: "rust/target-features-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(fact("target-feature"), breaks)},
	{ID: "rust/target-features-relaxed", Impact: rule.Compatible, Bump: rule.Minor, Match: fact("target-feature")},
	{ID: "rust/parameter-count-changed", Impact: rule.Breaking, Bump: rule.Major, Match: aspect(aspectParamCount)},
	{ID: "rust/parameter-type-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(aspectParam), breaks)},
	{ID: "rust/parameter-generalised", Impact: rule.Compatible, Bump: rule.Minor, Match: aspect(aspectParam)},
	{ID: "rust/receiver-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(aspectReceiver), breaks)},
	{ID: "rust/receiver-relaxed", Impact: rule.Compatible, Bump: rule.Minor, Match: aspect(aspectReceiver)},
	{ID: "rust/return-type-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(aspectResult), breaks)},
	{ID: "rust/return-type-refined", Impact: rule.Compatible, Bump: rule.Minor, Match: aspect(aspectResult)},
	{ID: "rust/generics-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(aspectGenerics), breaks)},
	{ID: "rust/generics-extended", Impact: rule.Compatible, Bump: rule.Minor, Match: aspect(aspectGenerics)},
	{ID: "rust/bounds-tightened", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(aspectBounds), breaks)},
	{ID: "rust/bounds-loosened", Impact: rule.Compatible, Bump: rule.Minor, Match: aspect(aspectBounds)},
	{ID: "rust/lifetimes-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(aspectLifetimes), breaks)},
	{ID: "rust/lifetimes-relaxed", Impact: rule.Compatible, Bump: rule.Minor, Match: aspect(aspectLifetimes)},

	// Implementations.
	{ID: "rust/impl-removed", Impact: rule.Breaking, Bump: rule.Major, Match: all(removed("impl"), breaks)},
	{ID: "rust/impl-generalised", Impact: rule.Compatible, Bump: rule.Minor, Match: removed("impl")},
	{ID: "rust/blanket-impl-added", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(aspectBlanket), breaks)},
	{ID: "rust/drop-added", Impact: rule.Breaking, Bump: rule.Major, Match: aspect(aspectDrop)},
	{ID: "rust/copy-added", Impact: rule.Breaking, Bump: rule.Major, Match: aspect(aspectCopy)},
	{ID: "rust/impl-added", Impact: rule.Compatible, Bump: rule.Minor, Match: added("impl")},
	{ID: "rust/associated-type-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind("impl"), aspect(diff.AspectValue))},
	{ID: "rust/auto-trait-lost", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(aspectAuto), breaks)},
	{ID: "rust/auto-trait-gained", Impact: rule.Compatible, Bump: rule.Minor, Match: aspect(aspectAuto)},

	// Macros.
	{ID: "rust/macro-matcher-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind("macro"), aspect(diff.AspectType), breaks)},
	{ID: "rust/macro-matcher-extended", Impact: rule.Compatible, Bump: rule.Minor, Match: all(kind("macro"), aspect(diff.AspectType))},
	{ID: "rust/derive-helper-removed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind("derive-macro"), aspect(diff.AspectValue), breaks)},
	{ID: "rust/derive-helper-added", Impact: rule.Compatible, Bump: rule.Minor, Match: all(kind("derive-macro"), aspect(diff.AspectValue))},
}

// The words of the table.
var (
	all     = rule.All
	breaks  = rule.Incompatible // what compare said
	keeps   = rule.Harmless
	removed = rule.Removed
	added   = rule.Added
)

func aspect(name string) rule.Matcher {
	return func(c diff.Change) bool {
		return c.Aspect == name && (c.Op == diff.Changed || name == aspectBlanket || name == aspectCopy || name == aspectDrop)
	}
}

func fact(name string) rule.Matcher { return aspect(diff.AspectFact + name) }

func factPrefix(prefix string) rule.Matcher {
	return func(c diff.Change) bool { return strings.HasPrefix(c.Aspect, diff.AspectFact+prefix) }
}

func kind(kinds ...string) rule.Matcher {
	return func(c diff.Change) bool {
		it := c.New
		if it == nil {
			it = c.Old
		}
		return it != nil && slices.Contains(kinds, it.Kind)
	}
}

func gains(name string) rule.Matcher {
	return func(c diff.Change) bool { return c.New != nil && c.New.Facts.Has(name) && !c.Old.Facts.Has(name) }
}

func loses(name string) rule.Matcher {
	return func(c diff.Change) bool { return c.Old != nil && c.Old.Facts.Has(name) && !c.New.Facts.Has(name) }
}

func had(name string) rule.Matcher {
	return func(c diff.Change) bool { return c.Old != nil && c.Old.Facts.Has(name) }
}

func ofTrait(c diff.Change) bool {
	return c.OldParent != nil && c.OldParent.Kind == "trait" || c.NewParent != nil && c.NewParent.Kind == "trait"
}
