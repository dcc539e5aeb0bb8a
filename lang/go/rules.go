package golang

import (
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
)

// Rules are tried in order. apidiff has judged every change already; a rule
// names the kind of change, and says what it costs.
var rules = []rule.Rule{
	{ID: "go/unverified", Impact: rule.Risky, Bump: rule.Major, Match: aspect(diff.AspectGap)},

	{ID: "go/package-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed(kindPackage)},
	{ID: "go/package-added", Impact: rule.Compatible, Bump: rule.Minor, Match: added(kindPackage)},
	{ID: "go/package-renamed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind(kindPackage), aspect(diff.AspectType))},

	{ID: "go/platform-removed", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(diff.AspectFact+factPlatforms), breaks)},
	{ID: "go/platform-added", Impact: rule.Compatible, Bump: rule.Minor, Match: all(aspect(diff.AspectFact+factPlatforms), keeps)},

	{ID: "go/deprecated", Impact: rule.Compatible, Bump: rule.Minor, Match: aspect(diff.AspectFact + factDeprecated)},

	{ID: "go/declaration-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed(kindConst, kindVar, kindFunc, kindType)},
	{ID: "go/declaration-added", Impact: rule.Compatible, Bump: rule.Minor, Match: added(kindConst, kindVar, kindFunc, kindType)},
	{ID: "go/func-to-var", Impact: rule.Compatible, Bump: rule.Minor, Match: all(aspect(diff.AspectKind), keeps)},
	{ID: "go/kind-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(diff.AspectKind), breaks)},

	{ID: "go/version-constant-changed", Impact: rule.Compatible, Bump: rule.Patch, Match: all(kind(kindConst), aspect(diff.AspectValue), keeps)},
	{ID: "go/const-value-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind(kindConst), aspect(diff.AspectValue))},
	{ID: "go/value-type-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind(kindConst, kindVar), aspect(diff.AspectType))},
	{ID: "go/signature-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind(kindFunc, kindMethod), aspect(diff.AspectType))},

	{ID: "go/type-parameters-changed", Impact: rule.Breaking, Bump: rule.Major, Match: aspect(aspectTypeParams)},
	{ID: "go/constraint-loosened", Impact: rule.Compatible, Bump: rule.Minor, Match: all(aspect(aspectConstraint), keeps)},
	{ID: "go/constraint-widened", Impact: rule.Risky, Bump: rule.Minor, Match: aspect(aspectWidened)},
	{ID: "go/constraint-tightened", Impact: rule.Breaking, Bump: rule.Major, Match: aspect(aspectConstraint)},

	{ID: "go/type-widened", Impact: rule.Compatible, Bump: rule.Minor, Match: all(kind(kindType), aspect(diff.AspectType), keeps)},
	{ID: "go/type-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind(kindType), aspect(diff.AspectType))},
	{ID: "go/channel-direction-removed", Impact: rule.Compatible, Bump: rule.Minor, Match: all(aspect(aspectDirection), keeps)},
	{ID: "go/channel-direction-changed", Impact: rule.Breaking, Bump: rule.Major, Match: aspect(aspectDirection)},
	{ID: "go/comparability-lost", Impact: rule.Breaking, Bump: rule.Major, Match: aspect(diff.AspectFact + factComparable)},

	{ID: "go/field-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed(kindField)},
	{ID: "go/field-added", Impact: rule.Compatible, Bump: rule.Minor, Match: added(kindField)},
	{ID: "go/field-type-changed", Impact: rule.Breaking, Bump: rule.Major, Match: all(kind(kindField), aspect(diff.AspectType))},
	{ID: "go/field-now-promoted", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(aspectPromoted), breaks)},
	{ID: "go/field-now-own", Impact: rule.Compatible, Bump: rule.Minor, Match: aspect(aspectPromoted)},

	{ID: "go/interface-method-removed", Impact: rule.Breaking, Bump: rule.Major, Match: all(removed(kindMethod), ofInterface)},
	{ID: "go/sealed-interface-method-added", Impact: rule.Compatible, Bump: rule.Minor, Match: all(added(kindMethod), ofInterface, keeps)},
	{ID: "go/interface-method-added", Impact: rule.Breaking, Bump: rule.Major, Match: all(added(kindMethod), ofInterface)},
	{ID: "go/interface-sealed", Impact: rule.Breaking, Bump: rule.Major, Match: aspect(aspectSealed)},
	{ID: "go/implementation-lost", Impact: rule.Breaking, Bump: rule.Major, Match: aspect(aspectImplements)},

	{ID: "go/method-removed", Impact: rule.Breaking, Bump: rule.Major, Match: removed(kindMethod)},
	{ID: "go/method-added", Impact: rule.Compatible, Bump: rule.Minor, Match: added(kindMethod)},
	{ID: "go/receiver-now-pointer", Impact: rule.Breaking, Bump: rule.Major, Match: all(aspect(aspectReceiver), breaks)},
	{ID: "go/receiver-now-value", Impact: rule.Compatible, Bump: rule.Minor, Match: all(aspect(aspectReceiver), keeps)},
}

// The words of the table.
var (
	all    = rule.All
	breaks = rule.Incompatible // what the judge said
	keeps  = rule.Harmless
	aspect = rule.Aspect
	added  = rule.Added
)

func kind(kinds ...string) rule.Matcher {
	return func(c diff.Change) bool { return c.Old != nil && slices.Contains(kinds, c.Old.Kind) }
}

func removed(kinds ...string) rule.Matcher { return all(rule.Removed(kinds...), breaks) }

// ofInterface: the item is a member of an interface type.
func ofInterface(c diff.Change) bool {
	p := c.OldParent
	if p == nil {
		p = c.NewParent
	}
	return p != nil && strings.HasSuffix(p.Type, "interface")
}
