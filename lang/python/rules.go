package python

import (
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
)

// Aspects that a changed item is split into: what users notice apart.
const (
	aspectPythonDropped   = "python-dropped"
	aspectPythonAdded     = "python-added"
	aspectPythonRewritten = "python-rewritten"
	aspectImportFails     = "import-fails"
	aspectImportMended    = "import-mended"
	aspectUnavailable     = "unavailable"
	aspectAvailable       = "available"
	aspectPath            = "path"
	aspectNewPath         = "new-path"
	aspectTarget          = "target"
	aspectSplit           = "split"
	aspectHiddenPath      = "hidden-path"
	aspectNotLoaded       = "not-loaded"
	aspectNotDynamic      = "not-dynamic"
	aspectKind            = diff.AspectKind
	aspectDeprecated      = "deprecated"
	aspectUndeprecated    = "undeprecated"
	aspectDecorators      = "decorators"

	aspectMethodToProperty = "method-to-property"
	aspectPropertyToMethod = "property-to-method"
	aspectPropertyKind     = "property-kind"
	aspectClassAttribute   = "class-attribute"
	aspectFunctionToClass  = "function-to-class"
	aspectClassToFunction  = "class-to-function"
	aspectCallableVariable = "callable-variable"
	aspectAliasToClass     = "alias-to-class"

	aspectNowAsync        = "now-async"
	aspectNoAsync         = "no-async"
	aspectGenerator       = "generator"
	aspectNoGenerator     = "no-generator"
	aspectManager         = "context-manager"
	aspectNoManager       = "no-context-manager"
	aspectNeedsInstance   = "needs-instance"
	aspectNeedsNoInstance = "needs-no-instance"
	aspectBinding         = "binding"
	aspectNowAbstract     = "now-abstract"
	aspectNoAbstract      = "no-abstract"
	aspectNowFinal        = "now-final"
	aspectNoFinal         = "no-final"
	aspectShown           = "signature-shown"
	aspectHidden          = "signature-hidden"
	aspectOverloadSplit   = "overload-split"

	aspectProtocolMethod = "protocol-method"
	aspectAbstractMethod = "abstract-method"
	aspectNowEnum        = "now-enum"

	aspectRuns               = "runs"
	aspectParamRemoved       = "parameter-removed"
	aspectParamAbsorbed      = "parameter-absorbed"
	aspectParamRenamed       = "parameter-renamed"
	aspectParamMoved         = "parameter-moved"
	aspectParamRequired      = "parameter-required"
	aspectParamOptional      = "parameter-optional"
	aspectParamDefault       = "parameter-default"
	aspectParamAdded         = "parameter-added"
	aspectParamRequiredAdded = "parameter-required-added"
	aspectParamInserted      = "parameter-inserted"
	aspectKeywordOnly        = "keyword-only"
	aspectPositionalOnly     = "positional-only"
	aspectKindWidened        = "kind-widened"
	aspectVarPositional      = "var-positional-removed"
	aspectVarKeyword         = "var-keyword-removed"
	aspectVarPositionalAdded = "var-positional-added"
	aspectVarKeywordAdded    = "var-keyword-added"
	aspectParamType          = "parameter-type"
	aspectParamTypeNarrowed  = "parameter-type-narrowed"
	aspectParamTypeWidened   = "parameter-type-widened"
	aspectParamTypeAdded     = "parameter-type-added"
	aspectParamTypeDropped   = "parameter-type-dropped"
	aspectReturnType         = "return-type"
	aspectReturnWidened      = "return-type-widened"
	aspectReturnNarrowed     = "return-type-narrowed"
	aspectReturnAdded        = "return-type-added"
	aspectReturnDropped      = "return-type-dropped"
	aspectTypeUnclear        = "type-unclear"

	aspectBaseRemoved    = "base-removed"
	aspectExceptionBase  = "exception-base"
	aspectBaseAdded      = "base-added"
	aspectOrder          = "lookup-order"
	aspectMetaclass      = "metaclass"
	aspectNowProtocol    = "now-protocol"
	aspectNoProtocol     = "no-protocol"
	aspectNoRuntimeCheck = "no-runtime-check"
	aspectVariables      = "type-parameters"
	aspectVariablesAdded = "type-parameters-added"
	aspectBounds         = "type-parameter-bounds"
	aspectRecord         = "record"
	aspectFrozen         = "frozen"
	aspectThawed         = "thawed"
	aspectEquality       = "equality"
	aspectTupleLength    = "tuple-length"
	aspectFieldOrder     = "field-order"
	aspectHashLost       = "hash-lost"
	aspectHashGained     = "hash-gained"
	aspectSlots          = "slots"
	aspectNoSlots        = "no-slots"
	aspectClassAbstract  = "class-abstract"

	aspectReadOnly             = "read-only"
	aspectSettable             = "settable"
	aspectWriteOnly            = "write-only"
	aspectReadable             = "readable"
	aspectNotDeletable         = "not-deletable"
	aspectSetterType           = "setter-type"
	aspectKeyRequired          = "key-required"
	aspectKeyOptional          = "key-optional"
	aspectNoMember             = "no-member"
	aspectMemberValue          = "member-value"
	aspectAttributeLate        = "attribute-late"
	aspectValue                = diff.AspectValue
	aspectAttributeType        = "attribute-type"
	aspectAttributeWidened     = "attribute-type-widened"
	aspectAttributeNarrowed    = "attribute-type-narrowed"
	aspectAttributeRestricted  = "attribute-type-restricted"
	aspectAttributeTypeAdded   = "attribute-type-added"
	aspectAttributeTypeDropped = "attribute-type-dropped"
	aspectAlias                = "alias"
	aspectAliasWidened         = "alias-widened"
	aspectAliasNarrowed        = "alias-narrowed"
)

const (
	breaking   = rule.Breaking
	risky      = rule.Risky
	compatible = rule.Compatible
)

// row makes a rule. What breaks asks for a major version, what adds for a minor
// one.
func row(name string, impact rule.Impact, match rule.Matcher) rule.Rule {
	r := rule.Rule{ID: language + "/" + name, Impact: impact, Bump: rule.Major, Match: match}
	if impact == compatible {
		r.Bump = rule.Minor
	}
	return r
}

// patch makes a rule for what may be in any release.
func patch(name string, match rule.Matcher) rule.Rule {
	return rule.Rule{ID: language + "/" + name, Impact: compatible, Bump: rule.Patch, Match: match}
}

// Rules are tried in order: the first to match claims the change.
var rules = []rule.Rule{
	row("unverified", risky, aspect(diff.AspectGap)),

	// The distribution.
	{ID: language + "/python-version-dropped", Impact: risky, Bump: rule.Minor, Match: aspect(aspectPythonDropped)},
	row("python-version-added", compatible, aspect(aspectPythonAdded)),
	patch("python-requirement-rewritten", aspect(aspectPythonRewritten)),
	row("import-fails", breaking, aspect(aspectImportFails)),
	patch("import-mended", aspect(aspectImportMended)),
	row("types-withdrawn", breaking, removed(kindRequires)),
	row("types-published", compatible, rule.Added(kindRequires)),

	// Names.
	row("module-removed", breaking, removed(kindModule)),
	row("module-added", compatible, rule.Added(kindModule)),
	row("availability-narrowed", breaking, aspect(aspectUnavailable)),
	row("availability-widened", compatible, aspect(aspectAvailable)),
	row("path-removed", breaking, aspect(aspectPath)),
	row("path-added", compatible, rule.Either(aspect(aspectNewPath))),
	row("names-no-longer-same", breaking, aspect(aspectSplit)),
	row("reexport-hidden-from-types", breaking, aspect(aspectHiddenPath)),
	row("submodule-no-longer-loaded", risky, aspect(aspectNotLoaded)),
	row("module-no-longer-dynamic", risky, aspect(aspectNotDynamic)),
	row("definition-not-in-source", risky, aspect(aspectTarget)),
	row("deprecated", compatible, aspect(aspectDeprecated)),
	patch("deprecation-withdrawn", aspect(aspectUndeprecated)),

	// Kinds.
	row("method-now-property", breaking, aspect(aspectMethodToProperty)),
	row("property-now-method", breaking, aspect(aspectPropertyToMethod)),
	row("class-attribute-removed", breaking, aspect(aspectClassAttribute)),
	patch("attribute-kind-changed", aspect(aspectPropertyKind)),
	row("function-now-class", compatible, aspect(aspectFunctionToClass)),
	row("class-now-function", breaking, aspect(aspectClassToFunction)),
	row("function-now-variable", risky, aspect(aspectCallableVariable)),
	row("alias-now-class", risky, aspect(aspectAliasToClass)),
	row("kind-changed", breaking, aspect(aspectKind)),

	// What those see who implement a method.
	row("protocol-method-changed", breaking, aspectAs(aspectProtocolMethod)),
	row("abstract-method-changed", risky, aspectAs(aspectAbstractMethod)),

	// Parameters.
	row("parameter-absorbed", risky, aspectAs(aspectParamAbsorbed)),
	row("parameter-removed", breaking, aspectAs(aspectParamRemoved)),
	row("stub-out-of-date", breaking, aspect(aspectRuns)),
	row("parameter-renamed", breaking, aspect(aspectParamRenamed)),
	row("parameter-moved", breaking, aspect(aspectParamMoved)),
	row("parameter-now-required", breaking, aspect(aspectParamRequired)),
	row("parameter-now-optional", compatible, aspect(aspectParamOptional)),
	row("parameter-default-changed", risky, aspect(aspectParamDefault)),
	row("required-parameter-added", breaking, aspectAs(aspectParamRequiredAdded)),
	row("parameter-inserted", breaking, aspectAs(aspectParamInserted)),
	row("parameter-added", compatible, aspectAs(aspectParamAdded)),
	row("parameter-now-keyword-only", breaking, aspect(aspectKeywordOnly)),
	row("parameter-now-positional-only", breaking, aspect(aspectPositionalOnly)),
	row("parameter-kind-widened", compatible, aspect(aspectKindWidened)),
	row("var-positional-removed", breaking, aspectAs(aspectVarPositional)),
	row("var-keyword-removed", breaking, aspectAs(aspectVarKeyword)),
	row("var-positional-added", compatible, aspectAs(aspectVarPositionalAdded)),
	row("var-keyword-added", compatible, aspectAs(aspectVarKeywordAdded)),
	row("signature-hidden", risky, aspect(aspectHidden)),
	row("signature-shown", risky, aspect(aspectShown)),

	// Types.
	row("parameter-type-changed", breaking, aspect(aspectParamType)),
	row("parameter-type-narrowed", breaking, aspect(aspectParamTypeNarrowed)),
	row("parameter-type-widened", compatible, aspect(aspectParamTypeWidened)),
	patch("parameter-type-added", aspect(aspectParamTypeAdded)),
	patch("parameter-type-withdrawn", aspect(aspectParamTypeDropped)),
	row("return-type-changed", breaking, aspect(aspectReturnType)),
	row("return-type-widened", breaking, aspect(aspectReturnWidened)),
	row("return-type-narrowed", compatible, aspect(aspectReturnNarrowed)),
	patch("return-type-added", aspect(aspectReturnAdded)),
	patch("return-type-withdrawn", aspect(aspectReturnDropped)),
	row("type-unclear", risky, aspect(aspectTypeUnclear)),
	row("overload-removed", breaking, removed(kindOverload)),
	row("overload-added", compatible, rule.Added(kindOverload)),
	row("overload-split", risky, aspect(aspectOverloadSplit)),

	// Functions and methods.
	row("now-async", breaking, aspect(aspectNowAsync)),
	row("no-longer-async", breaking, aspect(aspectNoAsync)),
	row("now-generator", breaking, aspect(aspectGenerator)),
	row("no-longer-generator", breaking, aspect(aspectNoGenerator)),
	row("now-context-manager", breaking, aspect(aspectManager)),
	row("no-longer-context-manager", breaking, aspect(aspectNoManager)),
	row("method-needs-instance", breaking, aspect(aspectNeedsInstance)),
	row("method-needs-no-instance", risky, aspect(aspectNeedsNoInstance)),
	patch("method-binding-changed", aspect(aspectBinding)),
	row("method-now-abstract", breaking, aspect(aspectNowAbstract)),
	row("method-no-longer-abstract", compatible, rule.Either(aspect(aspectNoAbstract), rule.All(removed(kindMethod, kindProperty), with(factPrivate)))),
	row("now-final", breaking, aspect(aspectNowFinal)),
	row("no-longer-final", compatible, aspect(aspectNoFinal)),
	row("decorators-changed", risky, aspect(aspectDecorators)),

	// Classes.
	row("exception-base-removed", breaking, aspect(aspectExceptionBase)),
	row("base-removed", breaking, aspect(aspectBaseRemoved)),
	row("class-now-enum", breaking, aspect(aspectNowEnum)),
	row("base-added", compatible, aspect(aspectBaseAdded)),
	row("lookup-order-changed", risky, aspect(aspectOrder)),
	row("metaclass-changed", risky, aspect(aspectMetaclass)),
	row("class-now-abstract", breaking, aspect(aspectClassAbstract)),
	row("class-now-protocol", breaking, aspect(aspectNowProtocol)),
	row("class-no-longer-protocol", breaking, aspect(aspectNoProtocol)),
	row("runtime-check-removed", breaking, aspect(aspectNoRuntimeCheck)),
	row("type-parameters-changed", breaking, aspect(aspectVariables)),
	row("type-parameters-added", compatible, aspect(aspectVariablesAdded)),
	row("type-parameter-bounds-changed", risky, aspect(aspectBounds)),
	row("record-kind-changed", risky, aspect(aspectRecord)),
	row("now-frozen", breaking, aspect(aspectFrozen)),
	row("no-longer-frozen", compatible, aspect(aspectThawed)),
	row("equality-removed", breaking, aspect(aspectEquality)),
	row("tuple-length-changed", breaking, aspect(aspectTupleLength)),
	row("tuple-fields-reordered", breaking, aspect(aspectFieldOrder)),
	row("hash-removed", breaking, aspect(aspectHashLost)),
	row("hash-added", compatible, aspect(aspectHashGained)),
	row("slots-added", breaking, aspect(aspectSlots)),
	row("slots-removed", compatible, aspect(aspectNoSlots)),

	// Attributes and constants.
	row("now-read-only", breaking, aspect(aspectReadOnly)),
	row("now-settable", compatible, aspect(aspectSettable)),
	row("now-write-only", breaking, aspect(aspectWriteOnly)),
	row("now-readable", compatible, aspect(aspectReadable)),
	row("no-longer-deletable", breaking, aspect(aspectNotDeletable)),
	row("setter-type-narrowed", breaking, aspect(aspectSetterType)),
	row("key-now-required", breaking, aspect(aspectKeyRequired)),
	row("key-now-optional", breaking, aspect(aspectKeyOptional)),
	row("enum-member-removed", breaking, rule.Either(aspect(aspectNoMember), rule.All(removed(kindAttribute), with(factMember)))),
	row("enum-value-changed", breaking, aspect(aspectMemberValue)),
	row("attribute-assigned-late", risky, aspect(aspectAttributeLate)),
	row("value-changed", risky, aspect(aspectValue)),
	row("attribute-type-changed", breaking, aspect(aspectAttributeType)),
	row("attribute-type-widened", breaking, aspect(aspectAttributeWidened)),
	row("attribute-type-restricted", risky, aspect(aspectAttributeRestricted)),
	row("attribute-type-narrowed", compatible, aspect(aspectAttributeNarrowed)),
	patch("attribute-type-added", aspect(aspectAttributeTypeAdded)),
	patch("attribute-type-withdrawn", aspect(aspectAttributeTypeDropped)),
	row("alias-changed", breaking, aspect(aspectAlias)),
	row("alias-widened", risky, aspect(aspectAliasWidened)),
	row("alias-narrowed", risky, aspect(aspectAliasNarrowed)),

	// What came and went.
	row("key-removed", breaking, rule.All(removed(kindAttribute), with(factKey))),
	row("required-key-added", breaking, rule.All(rule.Added(kindAttribute), addedKey("required"))),
	row("abstract-method-added", breaking, rule.All(rule.Added(kindMethod, kindProperty), newWith(factAbstract))),
	row("protocol-member-added", breaking, rule.All(rule.Added(kindMethod, kindProperty, kindAttribute), inProtocol)),
	row("special-method-removed", breaking, rule.All(removed(kindMethod), special)),
	row("class-removed", breaking, removed(kindClass)),
	row("function-removed", breaking, removed(kindFunction)),
	row("method-removed", breaking, removed(kindMethod)),
	row("attribute-removed", breaking, removed(kindAttribute, kindProperty)),
	row("alias-removed", breaking, removed(kindAlias)),
	row("name-removed", breaking, removed(kindName)),
	row("enum-member-added", compatible, rule.All(rule.Added(kindAttribute), newWith(factMember))),
	row("member-added", compatible, rule.All(rule.Added(kindMethod, kindProperty, kindAttribute), inClass)),
	row("declaration-added", compatible, rule.Added(kindClass, kindFunction, kindAttribute, kindAlias, kindName, kindMethod, kindProperty)),
}

// The words of the table.
var (
	aspect  = rule.Aspect
	removed = rule.Removed
)

// aspectAs matches an aspect of what came or went.
func aspectAs(name string) rule.Matcher {
	return func(c diff.Change) bool { return c.Aspect == name }
}

func with(fact string) rule.Matcher {
	return func(c diff.Change) bool { return c.Old != nil && c.Old.Facts.Has(fact) }
}

func newWith(fact string) rule.Matcher {
	return func(c diff.Change) bool { return c.New != nil && c.New.Facts.Has(fact) }
}

func addedKey(kind string) rule.Matcher {
	return func(c diff.Change) bool { v, ok := c.New.Facts.Get(factKey); return ok && v == kind }
}

// inProtocol: the class that got a member is a protocol.
func inProtocol(c diff.Change) bool {
	return c.NewParent != nil && c.NewParent.Facts.Has(factProtocol) && c.OldParent != nil && c.OldParent.Facts.Has(factProtocol)
}

func inClass(c diff.Change) bool { return c.NewParent != nil && c.NewParent.Kind == kindClass }

// special: the method is one that an operator or statement calls.
func special(c diff.Change) bool { return isSpecial(lastName(c.Old.ID)) }
