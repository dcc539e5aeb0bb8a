package c

import (
	"slices"

	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
)

// Aspects that a changed item is split into: what users notice apart.
const (
	aspectBecameMacro        = "became-macro"
	aspectBecameFunction     = "became-function"
	aspectInlined            = "inlined"
	aspectOutlined           = "outlined"
	aspectBody               = "body"
	aspectParamAdded         = "parameter-added"
	aspectParamRemoved       = "parameter-removed"
	aspectParamReordered     = "parameters-reordered"
	aspectParamSwapped       = "parameter-names-swapped"
	aspectParamRenamed       = "parameter-renamed"
	aspectParamType          = "parameter-type"
	aspectParamTypeTarget    = "parameter-type-on-target"
	aspectParamEquivalent    = "parameter-equivalent"
	aspectParamConstAdded    = "parameter-const-added"
	aspectParamConstRemoved  = "parameter-const-removed"
	aspectParamToVoid        = "parameter-to-void"
	aspectParamFromVoid      = "parameter-from-void"
	aspectParamStatic        = "parameter-static"
	aspectReturnType         = "return-type"
	aspectReturnTypeTarget   = "return-type-on-target"
	aspectReturnAdded        = "return-added"
	aspectReturnRemoved      = "return-removed"
	aspectReturnEquivalent   = "return-equivalent"
	aspectReturnConstAdded   = "return-const-added"
	aspectReturnConstRemoved = "return-const-removed"
	aspectReturnToVoid       = "return-to-void"
	aspectReturnFromVoid     = "return-from-void"
	aspectVariadicAdded      = "variadic-added"
	aspectVariadicRemoved    = "variadic-removed"
	aspectPrototypeAdded     = "prototype-added"
	aspectPrototypeVoid      = "prototype-void"
	aspectPrototypeLoosened  = "prototype-loosened"
	aspectPrototypeRemoved   = "prototype-removed"
	aspectPointerEquivalent  = "pointer-equivalent"
	aspectPointerQualifiers  = "pointer-qualifiers"
	aspectQualifiers         = "qualifiers"
	aspectAtomic             = "atomic"
	aspectConvention         = "convention"
	aspectSymbol             = "symbol"
	aspectVisibility         = "visibility"
	aspectWeak               = "weak"
	aspectExport             = "export"
	aspectExternC            = "extern-c"
	aspectOwnership          = "ownership"
	aspectAnnotation         = "annotation"
	aspectNonnull            = "nonnull"
	aspectAttribute          = "attribute"
	aspectGuarantee          = "guarantee"
	aspectNoreturn           = "noreturn"
	aspectDeprecated         = "deprecated"
	aspectUnavailable        = "unavailable"

	aspectVarType         = "variable-type"
	aspectVarLength       = "variable-length"
	aspectVarConstAdded   = "variable-const-added"
	aspectVarConstRemoved = "variable-const-removed"
	aspectVarStatic       = "variable-static"
	aspectThreadLocal     = "thread-local"
	aspectConstantValue   = "constant-value"

	aspectOpaque          = "opaque"
	aspectCompleted       = "completed"
	aspectTypeKind        = "type-kind"
	aspectTagRemoved      = "tag-removed"
	aspectSize            = "size"
	aspectAlign           = "align"
	aspectReordered       = "reordered"
	aspectFieldRenamed    = "field-renamed"
	aspectReservedUsed    = "reserved-used"
	aspectPrivateField    = "private-field"
	aspectFieldInserted   = "field-inserted"
	aspectFieldInPadding  = "field-in-padding"
	aspectUnionMember     = "union-member"
	aspectUnionGrew       = "union-grew"
	aspectFieldMoved      = "field-moved"
	aspectFieldType       = "field-type"
	aspectFieldTypeTarget = "field-type-on-target"
	aspectFieldEquivalent = "field-equivalent"
	aspectFieldConst      = "field-const"

	aspectFieldConstRemoved = "field-const-removed"
	aspectFieldQualifiers   = "field-qualifiers"
	aspectFieldLength       = "field-length"
	aspectBitWidth          = "bit-width"
	aspectFlexible          = "flexible"

	aspectEnumSize        = "enum-size"
	aspectEnumType        = "enum-type"
	aspectRenamed         = "renamed"
	aspectSentinel        = "sentinel"
	aspectEnumeratorMoved = "enumerator-moved"

	aspectTypedef            = "typedef"
	aspectTypedefTarget      = "typedef-on-target"
	aspectTypedefPointer     = "typedef-pointer"
	aspectTypeMacro          = "type-macro"
	aspectTypedefEquivalent  = "typedef-equivalent"
	aspectCallback           = "callback"
	aspectCallbackQualifiers = "callback-qualifiers"

	aspectValue        = "constant"
	aspectConstantKind = "constant-kind"
	aspectMacroKind    = "macro-kind"
	aspectMacroParams  = "macro-parameters"
	aspectMacroBody    = "macro-body"
	aspectMacroAlias   = "macro-alias"
	aspectMacroType    = "macro-type"
	aspectVersion      = "version"

	aspectGuard         = "guard"
	aspectMoved         = "moved"
	aspectSystemInclude = "system-include"
	aspectInclude       = "include"
)

const (
	breaking   = rule.Breaking
	risky      = rule.Risky
	compatible = rule.Compatible
)

// row makes a rule from what it means for those who compile again, and for
// programs that are compiled already.
func row(name string, source, abi rule.Impact, match rule.Matcher) rule.Rule {
	r := rule.Rule{ID: language + "/" + name, Source: source, ABI: abi, Match: match, Impact: compatible, Bump: rule.Minor}
	switch {
	case source == breaking || abi == breaking:
		r.Impact, r.Bump = breaking, rule.Major
	case source == risky || abi == risky:
		r.Impact = risky
	}
	return r
}

// nothing makes a rule of a change that breaks nobody, and that no program can
// come to need.
func nothing(name string, match rule.Matcher) rule.Rule {
	r := row(name, compatible, compatible, match)
	r.Bump = rule.Patch
	return r
}

// Rules are tried in order. compare has split every difference into what users
// notice, and judged its direction; a rule names it, and says what it costs at
// the level of the source and at that of the binary.
var rules = []rule.Rule{
	{ID: "c/unverified", Impact: risky, Bump: rule.Major, Match: aspect(diff.AspectGap), Source: risky, ABI: risky},

	// Functions.
	nothing("version-changed", aspectOf(aspectVersion)),
	row("function-removed", breaking, breaking, all(removed("func"), exported)),
	row("inline-function-removed", breaking, compatible, removed("func")),
	row("function-added", compatible, compatible, added("func")),
	row("function-became-macro", risky, breaking, aspect(aspectBecameMacro)),
	row("macro-expression-became-function", risky, compatible, all(aspect(aspectBecameFunction), breaks)),
	row("macro-became-function", compatible, compatible, aspect(aspectBecameFunction)),
	row("function-became-inline", risky, breaking, aspect(aspectInlined)),
	nothing("inline-became-function", aspect(aspectOutlined)),
	row("inline-body-changed", risky, risky, aspect(aspectBody)),
	row("parameter-added", breaking, breaking, aspect(aspectParamAdded)),
	row("parameter-removed", breaking, breaking, aspect(aspectParamRemoved)),
	row("parameters-reordered", breaking, breaking, aspect(aspectParamReordered)),
	row("parameter-names-swapped", risky, risky, aspect(aspectParamSwapped)),
	nothing("parameter-renamed", aspect(aspectParamRenamed)),
	row("parameter-type-changed", breaking, breaking, aspect(aspectParamType)),
	row("parameter-type-changed-on-target", risky, breaking, aspect(aspectParamTypeTarget)),
	row("parameter-type-equivalent", risky, compatible, aspect(aspectParamEquivalent)),
	row("parameter-const-added", compatible, compatible, aspect(aspectParamConstAdded)),
	row("parameter-const-removed", breaking, compatible, aspect(aspectParamConstRemoved)),
	row("pointer-type-equivalent", breaking, compatible, aspect(aspectPointerEquivalent)),
	row("pointer-qualifiers-changed", breaking, compatible, aspect(aspectPointerQualifiers)),
	row("parameter-accepts-any-pointer", compatible, compatible, aspect(aspectParamToVoid)),
	row("parameter-pointer-narrowed", breaking, risky, aspect(aspectParamFromVoid)),
	row("parameter-array-bound-changed", risky, compatible, aspect(aspectParamStatic)),
	row("return-type-changed", breaking, breaking, aspect(aspectReturnType)),
	row("return-type-changed-on-target", risky, breaking, aspect(aspectReturnTypeTarget)),
	row("return-value-added", compatible, risky, aspect(aspectReturnAdded)),
	row("return-value-removed", breaking, breaking, aspect(aspectReturnRemoved)),
	row("return-type-equivalent", risky, compatible, aspect(aspectReturnEquivalent)),
	row("return-const-added", breaking, compatible, aspect(aspectReturnConstAdded)),
	row("return-const-removed", compatible, compatible, aspect(aspectReturnConstRemoved)),
	row("return-pointer-untyped", risky, compatible, aspect(aspectReturnToVoid)),
	row("return-pointer-typed", risky, compatible, aspect(aspectReturnFromVoid)),
	row("variadic-added", risky, breaking, aspect(aspectVariadicAdded)),
	row("variadic-removed", breaking, breaking, aspect(aspectVariadicRemoved)),
	row("prototype-added", breaking, risky, aspect(aspectPrototypeAdded)),
	row("prototype-empty", risky, compatible, aspect(aspectPrototypeVoid)),
	row("prototype-removed", breaking, risky, aspect(aspectPrototypeRemoved)),
	row("prototype-loosened", compatible, compatible, aspect(aspectPrototypeLoosened)),
	row("qualifiers-changed", risky, compatible, aspect(aspectQualifiers)),
	row("atomic-changed", breaking, breaking, aspect(aspectAtomic)),
	row("calling-convention-changed", risky, breaking, aspect(aspectConvention)),
	row("symbol-renamed", compatible, breaking, aspect(aspectSymbol)),
	row("visibility-reduced", breaking, breaking, all(aspect(aspectVisibility), breaks)),
	row("visibility-changed", compatible, compatible, aspect(aspectVisibility)),
	row("symbol-weakened", risky, compatible, all(aspect(aspectWeak), breaks)),
	nothing("symbol-binding-changed", aspect(aspectWeak)),
	row("export-removed", risky, risky, all(aspect(aspectExport), breaks)),
	row("export-added", compatible, compatible, aspect(aspectExport)),
	row("extern-c-removed", breaking, risky, all(aspect(aspectExternC), breaks)),
	row("extern-c-added", compatible, compatible, aspect(aspectExternC)),
	row("ownership-changed", breaking, breaking, aspect(aspectOwnership)),
	nothing("annotation-changed", aspect(aspectAnnotation)),
	row("nonnull-added", risky, risky, aspect(aspectNonnull)),
	row("attribute-added", risky, compatible, all(aspect(aspectAttribute), breaks)),
	row("attribute-removed", compatible, compatible, aspect(aspectAttribute)),
	row("guarantee-removed", risky, risky, all(aspect(aspectGuarantee), breaks)),
	row("guarantee-added", compatible, compatible, aspect(aspectGuarantee)),
	row("noreturn-removed", risky, breaking, all(aspect(aspectNoreturn), breaks)),
	row("noreturn-added", risky, risky, aspect(aspectNoreturn)),
	row("unavailable", breaking, compatible, aspect(aspectUnavailable)),
	row("deprecated", compatible, compatible, all(aspect(aspectDeprecated), breaks)),
	nothing("no-longer-deprecated", aspect(aspectDeprecated)),

	// Objects.
	row("variable-removed", breaking, breaking, all(removed("var"), exported)),
	row("constant-removed", breaking, compatible, removed("var")),
	row("variable-added", compatible, compatible, added("var")),
	row("variable-type-changed", breaking, breaking, aspect(aspectVarType)),
	row("variable-length-changed", risky, breaking, aspect(aspectVarLength)),
	row("variable-const-added", breaking, breaking, aspect(aspectVarConstAdded)),
	row("variable-const-removed", risky, breaking, aspect(aspectVarConstRemoved)),
	row("variable-linkage-changed", risky, breaking, aspect(aspectVarStatic)),
	row("variable-thread-local-changed", risky, breaking, aspect(aspectThreadLocal)),
	row("constant-value-changed", risky, risky, either(aspect(aspectConstantValue), all(kind("macro"), aspect(aspectValue)))),
	row("constant-kind-changed", risky, compatible, aspect(aspectConstantKind)),

	// Types.
	row("struct-removed", breaking, compatible, removed("struct", "union")),
	row("struct-added", compatible, compatible, added("struct", "union")),
	row("struct-became-opaque", breaking, breaking, aspect(aspectOpaque)),
	row("struct-completed", compatible, compatible, aspect(aspectCompleted)),
	row("type-kind-changed", breaking, breaking, aspect(aspectTypeKind)),
	row("type-name-removed", breaking, compatible, aspect(aspectTagRemoved)),
	row("struct-size-changed", compatible, breaking, aspect(aspectSize)),
	row("struct-alignment-changed", compatible, breaking, aspect(aspectAlign)),
	row("struct-fields-reordered", risky, breaking, aspect(aspectReordered)),
	nothing("private-field-changed", aspectOf(aspectPrivateField)),
	row("union-member-removed", breaking, compatible, all(removed("field"), aspectOf(aspectUnionMember))),
	row("struct-field-removed", breaking, breaking, removed("field")),
	row("struct-field-renamed", breaking, compatible, aspect(aspectFieldRenamed)),
	row("reserved-field-used", compatible, compatible, aspectOf(aspectReservedUsed)),
	row("struct-field-inserted", risky, breaking, aspectOf(aspectFieldInserted)),
	row("struct-field-added-in-padding", compatible, compatible, aspectOf(aspectFieldInPadding)),
	row("union-member-added", compatible, compatible, aspectOf(aspectUnionMember)),
	row("union-grew", compatible, breaking, aspectOf(aspectUnionGrew)),
	row("struct-field-added", compatible, breaking, added("field")),
	row("struct-field-moved", compatible, breaking, aspect(aspectFieldMoved)),
	row("struct-field-type-changed", breaking, breaking, aspect(aspectFieldType)),
	row("struct-field-type-changed-on-target", risky, breaking, aspect(aspectFieldTypeTarget)),
	row("struct-field-type-equivalent", risky, compatible, aspect(aspectFieldEquivalent)),
	row("struct-field-const-changed", breaking, compatible, aspect(aspectFieldConst)),
	row("struct-field-const-removed", compatible, compatible, aspect(aspectFieldConstRemoved)),
	row("struct-field-qualifiers-changed", risky, risky, aspect(aspectFieldQualifiers)),
	row("struct-field-length-changed", risky, breaking, aspect(aspectFieldLength)),
	row("bit-field-width-changed", risky, breaking, aspect(aspectBitWidth)),
	row("flexible-array-changed", risky, breaking, aspect(aspectFlexible)),

	// Enumerations.
	row("enum-removed", breaking, compatible, removed("enum")),
	row("enum-added", compatible, compatible, added("enum")),
	row("enum-size-changed", risky, breaking, aspect(aspectEnumSize)),
	row("enum-type-changed", risky, compatible, aspect(aspectEnumType)),
	row("enumerator-removed", breaking, compatible, removed("enumerator")),
	row("enumerator-renamed", breaking, compatible, aspect(aspectRenamed)),
	row("enumerator-added", compatible, compatible, added("enumerator")),
	row("enumerator-value-changed", risky, breaking, all(kind("enumerator"), aspect(aspectValue))),
	nothing("enumerator-sentinel-changed", aspect(aspectSentinel)),
	row("enumerator-moved", risky, compatible, aspect(aspectEnumeratorMoved)),

	// Typedefs.
	row("typedef-removed", breaking, compatible, removed("typedef")),
	row("typedef-added", compatible, compatible, added("typedef")),
	row("typedef-changed", breaking, breaking, aspect(aspectTypedef)),
	row("typedef-changed-on-target", risky, breaking, aspect(aspectTypedefTarget)),
	row("typedef-pointer-changed", breaking, compatible, aspect(aspectTypedefPointer)),
	row("typedef-became-macro", risky, compatible, aspect(aspectTypeMacro)),
	row("typedef-equivalent", risky, compatible, aspect(aspectTypedefEquivalent)),
	row("callback-changed", breaking, breaking, aspect(aspectCallback)),
	row("callback-qualifiers-changed", breaking, compatible, aspect(aspectCallbackQualifiers)),

	// Macros.
	row("macro-removed", breaking, compatible, removed("macro")),
	row("macro-added", compatible, compatible, added("macro")),
	row("macro-kind-changed", breaking, compatible, aspect(aspectMacroKind)),
	row("macro-parameters-changed", breaking, compatible, aspect(aspectMacroParams)),
	row("macro-body-changed", risky, compatible, aspect(aspectMacroBody)),
	row("macro-retargeted", risky, risky, aspect(aspectMacroAlias)),
	row("macro-type-changed", risky, compatible, aspect(aspectMacroType)),

	// Headers, and what they stand under.
	row("header-removed", breaking, compatible, removed("header")),
	row("header-added", compatible, compatible, added("header")),
	row("include-removed", breaking, compatible, aspect(aspectInclude)),
	row("system-include-removed", risky, compatible, aspect(aspectSystemInclude)),
	row("declaration-moved", breaking, compatible, aspect(aspectMoved)),
	row("guard-added", breaking, breaking, all(aspect(aspectGuard), breaks)),
	row("guard-removed", compatible, compatible, aspect(aspectGuard)),
	row("feature-removed", risky, risky, removed("feature")),
	row("feature-added", compatible, compatible, added("feature")),

	// What became something else altogether.
	row("kind-changed", breaking, breaking, aspect(diff.AspectKind)),
}

// The words of the table.
var (
	all     = rule.All
	either  = rule.Either
	breaks  = rule.Incompatible // what compare said
	aspect  = rule.Aspect
	removed = rule.Removed
)

// aspectOf matches members that came, went or changed in a certain way.
func aspectOf(name string) rule.Matcher { return func(c diff.Change) bool { return c.Aspect == name } }

func kind(name string) rule.Matcher {
	return func(c diff.Change) bool { return c.New != nil && c.New.Kind == name }
}

// added matches items that are new, and are no members of something special.
func added(kinds ...string) rule.Matcher {
	return func(c diff.Change) bool {
		return c.Op == diff.Added && c.Aspect == "" && slices.Contains(kinds, c.New.Kind)
	}
}

// exported matches what the library itself holds, rather than its headers.
func exported(c diff.Change) bool { return !inHeader(c.Old) }
