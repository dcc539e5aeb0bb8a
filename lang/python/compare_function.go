package python

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// untyped is the doubt about annotations that a distribution does not offer to
// type checkers.
const untyped = "without py.typed, type checkers of users do not see it"

// typing adds to a change that only type checkers notice what it rests on.
func (c *comparison) typing(ch *diff.Change) {
	if ch.Doubt == "" && !c.old.typed && !c.new.typed {
		ch.Doubt = untyped
	}
}

// functions compares two functions or methods.
func (c *comparison) functions(o, n *api.Item) {
	at := len(c.changes)
	fact := func(name string) (was, is bool) { return o.Facts.Has(name), n.Facts.Has(name) }
	awaitable := func(it *api.Item) bool {
		head, _, _ := strings.Cut(it.Type, "[")
		switch head {
		case "Awaitable", "Coroutine":
			return true
		}
		return false
	}
	wasManager, isManager := fact(factManager)
	if was, is := fact(factAsync); was != is {
		if is && awaitable(o) || was && awaitable(n) {
			// it is awaited all the same
		} else if is {
			c.change(aspectNowAsync, o, n, "is a coroutine function now: its result has to be awaited").Doubt =
				doubtIf(factOf(n, factAsync) == "decorated", "a decorator may run it")
		} else if h, _, _ := strings.Cut(n.Type, "["); !(o.Facts.Has(factGenerator) && strings.HasPrefix(h, "Async")) {
			c.change(aspectNoAsync, o, n, "is no longer a coroutine function: its result cannot be awaited").Doubt =
				doubtIf(o.Facts.Has(factGenerator) && !n.Facts.Has(factGenerator) && h == "", "what it returns is not known")
		}
	} else if was, is := fact(factGenerator); was != is && !wasManager && !isManager && (o.Type == "" || n.Type == "") && !iterates[lastName(o.ID)] {
		other := o // the one that is no generator
		if was {
			other = n
		}
		h, _, _ := strings.Cut(other.Type, "[")
		switch {
		case generic[h]:
		case is:
			c.change(aspectGenerator, o, n, "is a generator now").Doubt = doubtIf(h == "", "what it returned before is not known")
		default:
			c.change(aspectNoGenerator, o, n, "is no longer a generator").Doubt = doubtIf(h == "", "what it returns is not known")
		}
	}
	managed := true
	if was, is := fact(factManager); was != is {
		plain := o // the one that is decorated with nothing
		x := c.old
		if was {
			plain, x = n, c.new
		}
		h, _, _ := strings.Cut(plain.Type, "[")
		enters := strings.Contains(h, "ContextManager") || h != "" && (x.items[h] != nil && (x.opaque(h) || x.memberOf(h, "__enter__") != nil || x.memberOf(h, "__aenter__") != nil) || x.stdMember(h, "__enter__") != "" || x.items[h] == nil && stdClasses()[h] == nil)
		unknown := h == "" && !plain.Facts.Has(factGenerator)
		switch {
		case enters:
		case is:
			c.change(aspectManager, o, n, "returns a context manager now").Doubt = doubtIf(unknown, "what it returned before is not known")
			managed = false
		default:
			c.change(aspectNoManager, o, n, "no longer returns a context manager").Doubt = doubtIf(unknown, "what it returns is not known")
			managed = false
		}
	} else if before, after := factOf(o, factManager), factOf(n, factManager); before != after {
		c.change(aspectNoManager, o, n, "is for "+after+" now, and was for "+before)
		managed = false
	}
	c.binding(o, n)
	if was, is := fact(factAbstract); is && !was {
		if owner(o) == owner(n) || !c.isPublic(c.new, owner(n)) { // else the class tells that it lacks one
			c.nowAbstract(o, n)
		}
	} else if was && !is {
		c.change(aspectNoAbstract, o, n, "is no longer abstract")
	}
	if was, is := fact(factFinal); is && !was {
		if p, q := c.old.items[owner(o)], c.new.items[owner(n)]; owner(o) == owner(n) && !(p != nil && p.Facts.Has(factFinal)) && !(q != nil && q.Facts.Has(factFinal)) || n.Kind == kindFunction {
			c.typing(c.change(aspectNowFinal, o, n, "must not be overridden any more"))
		}
	} else if was && !is {
		c.change(aspectNoFinal, o, n, "may be overridden")
	}
	if before, after := factOf(o, factDecorators), factOf(n, factDecorators); before != after {
		c.change(aspectDecorators, o, n, decorated(before, after))
	}
	if before, after := factOf(o, factVariables), factOf(n, factVariables); before != after && before != "" && after != "" && strings.Count(before, ";") == strings.Count(after, ";") {
		c.change(aspectBounds, o, n, "its type parameters were "+before+", and are "+after)
	}
	if managed {
		c.signatures(o, n)
	} else {
		p := *n
		p.Type = o.Type
		c.signatures(o, &p)
	}
	if d := factOf(n, factDecorators); d != factOf(o, factDecorators) || c.decoratedElsewhere(d) {
		for i := at; i < len(c.changes); i++ {
			c.changes[i].Doubt = cmp.Or(c.changes[i].Doubt, "what its decorators do to it is not known")
		}
	}
	c.implemented(at, o, n)
}

// adaptsRE finds the names of decorators that change what a function takes.
var adaptsRE = regexp.MustCompile(`(?i)kwarg|keyword|rename|positional|param|deprecate_?arg|deprecated_arg|inject`)

// decoratedElsewhere reports whether a decorator is one of another distribution,
// which may change what a function takes.
func (c *comparison) decoratedElsewhere(decorators string) bool {
	for d := range strings.SplitSeq(decorators, ", ") {
		top, _, _ := strings.Cut(d, ".")
		if d != "" && strings.Contains(d, ".") && c.new.items[top] == nil && !isStandard(d) || adaptsRE.MatchString(lastName(d)) {
			return true
		}
	}
	return false
}

// implemented turns what callers do not mind into what those mind who implement
// a method: of a protocol, or an abstract one.
func (c *comparison) implemented(at int, o, n *api.Item) {
	p, q := c.old.items[owner(o)], c.new.items[owner(n)]
	if p == nil || q == nil || p.Kind != kindClass || q.Kind != kindClass {
		return
	}
	protocol := p.Facts.Has(factProtocol) && q.Facts.Has(factProtocol)
	if !protocol && !(o.Facts.Has(factAbstract) && n.Facts.Has(factAbstract)) {
		return
	}
	for i := at; i < len(c.changes); i++ {
		ch := &c.changes[i]
		switch ch.Aspect {
		case aspectParamAdded, aspectVarPositionalAdded, aspectVarKeywordAdded:
		case aspectParamTypeWidened, aspectReturnNarrowed, aspectKindWidened, aspectParamOptional:
			if !protocol {
				continue
			}
		default:
			continue
		}
		if protocol {
			ch.Aspect = aspectProtocolMethod
			c.typing(ch)
		} else {
			ch.Aspect = aspectAbstractMethod
		}
		if ch.Detail != "" {
			ch.Detail += "; "
		}
		ch.Detail += "those who implement it do not have that"
	}
}

// nowAbstract reports a member that has to be defined now.
func (c *comparison) nowAbstract(o, n *api.Item) {
	ch := c.change(aspectNowAbstract, o, n, "is abstract now: classes that derive have to define it")
	if !c.enforces(c.new, owner(n)) {
		c.typing(ch)
	}
}

// enforces reports whether a class refuses to be instantiated while it has
// abstract members: its metaclass is that of abc.
func (c *comparison) enforces(x *side, class string) bool {
	list, known := x.ancestors(class)
	if !known {
		return true
	}
	for _, a := range list {
		if it := x.items[a]; it != nil && (factOf(it, factMeta) != "" || it.Facts.Has(factProtocol)) {
			return true
		}
		if s := stdClasses()[a]; x.items[a] == nil && (a == "abc.ABC" || s != nil && len(s.abstract) > 0) {
			return true
		}
	}
	return false
}

func factOf(it *api.Item, name string) string { v, _ := it.Facts.Get(name); return v }

func decorated(before, after string) string {
	had, has := strings.Split(before, ", "), strings.Split(after, ", ")
	var parts []string
	for _, d := range had {
		if d != "" && !slices.Contains(has, d) {
			parts = append(parts, "is no longer decorated with "+d)
		}
	}
	for _, d := range has {
		if d != "" && !slices.Contains(had, d) {
			parts = append(parts, "is decorated with "+d+" now")
		}
	}
	return strings.Join(parts, "; ")
}

// binding compares what a method is called on.
func (c *comparison) binding(o, n *api.Item) {
	before, after := factOf(o, factBinding), factOf(n, factBinding)
	if before == after {
		return
	}
	word := func(b string) string {
		switch b {
		case "static":
			return "a static method"
		case "class", "new":
			return "a class method"
		}
		return "a method of instances"
	}
	detail := "was " + word(before) + ", and is " + word(after)
	if (before == "static" || before == "class") && after == "" {
		c.change(aspectNeedsInstance, o, n, detail)
		return
	}
	if before == "" { // Class.method(instance) passes the instance twice now
		c.change(aspectNeedsNoInstance, o, n, detail)
		return
	}
	c.change(aspectBinding, o, n, detail)
}

// iterates are the methods that return an iterator, however they make it.
var iterates = words("__iter__ __aiter__ __reversed__ __await__")

// generic are the types that generators have, too.
var generic = words("Iterator Iterable Generator AsyncIterator AsyncIterable AsyncGenerator Any object Awaitable Coroutine")

// doubtIf is a doubt that holds on a condition.
func doubtIf(holds bool, doubt string) string {
	if holds {
		return doubt
	}
	return ""
}

// isOpaque reports whether a signature only says that it takes anything.
func isOpaque(s signature) bool {
	args, kw := false, false
	for _, p := range s.params {
		switch p.kind {
		case varPositional:
			args = true
		case varKeyword:
			kw = true
		default:
			return false
		}
	}
	return args && kw
}

// signatures compares what two functions take and return.
func (c *comparison) signatures(o, n *api.Item) {
	at := len(c.changes)
	before, after := c.old.overloads[o.ID], c.new.overloads[n.ID]
	_, known := o.Facts.Get(factParameters)
	_, knows := n.Facts.Get(factParameters)
	if known && knows {
		so, sn := c.old.signatureOf(o), c.new.signatureOf(n)
		switch {
		case isOpaque(so) && !isOpaque(sn):
			c.change(aspectShown, o, n, "took *args and **kwargs, and says what it takes now: "+sn.String())
			c.result(o, n)
		case isOpaque(sn) && !isOpaque(so):
			c.change(aspectHidden, o, n, "takes *args and **kwargs, and said what it takes before: "+so.String())
			c.result(o, n)
		default:
			if base := lastName(o.ID); base == "__init__" || base == "__new__" || lastName(n.ID) == "__new__" || lastName(n.ID) == "__init__" {
				so.returns, sn.returns = "", ""
				p, q := *o, *n
				p.Type, q.Type = "", ""
				o, n = &p, &q
			}
			c.parameters(o, n, so, sn, len(before) == 0 && len(after) == 0)
		}
	}
	c.runs(o, n, at)
	if len(before) > 0 || len(after) > 0 {
		c.toldParams = map[string]bool{}
		for i := at; i < len(c.changes); i++ {
			for _, it := range []*api.Item{c.changes[i].Old, c.changes[i].New} {
				if it != nil && it.Kind == kindParameter {
					c.toldParams[strings.TrimSuffix(strings.TrimPrefix(it.ID, it.Parent+"("), ")")] = true
				}
			}
		}
		c.overloads(o, n, before, after)
		c.toldParams = nil
	}
}

// runs compares what the sources of two stubs take, where a stub says otherwise.
func (c *comparison) runs(o, n *api.Item, at int) {
	was, is := factOf(o, factRuns), factOf(n, factRuns)
	if was == is || len(c.changes) > at {
		return
	}
	if was == "" {
		was = factOf(o, factParameters)
	}
	if is == "" {
		is = factOf(n, factParameters)
	}
	so, sn := parseSignature("("+was+")"), parseSignature("("+is+")")
	m := matchParameters(so, sn)
	for i, p := range so.params {
		if m.to[i] < 0 && !m.absorbs(i) || m.renamed[i] && !m.keywords {
			c.change(aspectRuns, o, n, "its source no longer takes "+p.name+", whatever the stub says")
			return
		}
	}
}

// result compares what two functions return.
func (c *comparison) result(o, n *api.Item) {
	if o.Type == n.Type || o.Facts.Has(factAsync) != n.Facts.Has(factAsync) {
		return
	}
	switch {
	case o.Type == "":
		c.change(aspectReturnAdded, o, n, "is annotated to return "+n.Type)
		return
	case n.Type == "":
		c.change(aspectReturnDropped, o, n, "is no longer annotated to return "+o.Type)
		return
	}
	before, after := c.old.typ(o.Type), c.new.typ(n.Type)
	detail := described("returned", "returns", before, after)
	c.relater.self = owner(o)
	switch c.relater.relate(before, after) {
	case equal:
	case narrow:
		c.change(aspectReturnNarrowed, o, n, detail)
	case wider:
		c.typing(c.change(aspectReturnWidened, o, n, detail))
	case unrelated:
		c.typing(c.change(aspectReturnType, o, n, detail))
	default:
		if !c.unnamed(before) || !c.unnamed(after) {
			c.change(aspectTypeUnclear, o, n, detail)
		}
	}
}

// bound is what a type variable of a parameter's function may stand for.
func (c *comparison) bound(parameter *api.Item, variable string) *expr {
	f := c.new.items[parameter.Parent]
	for f != nil && f.ID != f.Parent {
		for v := range strings.SplitSeq(factOf(f, factVariables), "; ") {
			about, ok := strings.CutPrefix(v, variable)
			if !ok || about != "" && about[0] != ' ' {
				continue
			}
			about = strings.TrimSpace(about)
			switch bound, ok := strings.CutPrefix(about, "<= "); {
			case about == "":
				return name("object")
			case ok:
				return c.new.typ(bound)
			}
			return name(variable)
		}
		f = c.new.items[f.Parent]
	}
	return name(variable)
}

// described says how a type changed. Of unions it is the members that came and
// went; the whole is in the declarations.
func described(was, is string, before, after *expr) string {
	a, b := unionMembers(before), unionMembers(after)
	if len(a)+len(b) > 2 {
		missing := func(x, y []*expr) []string {
			var list []string
			for _, e := range x {
				text := e.String()
				if !slices.ContainsFunc(y, func(o *expr) bool { return o.String() == text }) {
					list = append(list, text)
				}
			}
			return list
		}
		gone, come := missing(a, b), missing(b, a)
		if len(gone)+len(come) < len(a)+len(b) {
			if len(gone) > 0 && len(come) > 0 {
				return was + " " + strings.Join(gone, ", ") + ", and " + is + " " + strings.Join(come, ", ") + " instead"
			}
			var parts []string
			if len(gone) > 0 {
				parts = append(parts, "no longer "+is+" "+strings.Join(gone, ", "))
			}
			if len(come) > 0 {
				parts = append(parts, is+" "+strings.Join(come, ", ")+" as well")
			}
			return strings.Join(parts, "; ")
		}
	}
	return was + " " + before.String() + ", and " + is + " " + after.String()
}

// unnamed reports whether a type is a class of the library that users cannot
// name.
func (c *comparison) unnamed(t *expr) bool {
	h, _ := head(t)
	top, _, _ := strings.Cut(h, ".")
	return isPrivatePath(h) && (c.old.items[top] != nil || c.new.items[top] != nil)
}

// parameters compares two signatures parameter by parameter.
func (c *comparison) parameters(o, n *api.Item, so, sn signature, types bool) {
	m := matchParameters(so, sn)
	at := func(f *api.Item, s *side, sig signature, i int) *api.Item { return s.parameterItem(f, sig, i) }
	for i, p := range so.params {
		old := at(o, c.old, so, i)
		j := m.to[i]
		if j < 0 {
			c.dropped(o, n, old, p, m, i)
			continue
		}
		q := sn.params[j]
		new := at(n, c.new, sn, j)
		if old == nil || new == nil {
			continue
		}
		if m.renamed[i] {
			detail := "the parameter " + p.name + " is named " + q.name + " now"
			if q.kind == positionalOnly {
				detail += ", and is positional-only"
			}
			ch := c.change(aspectParamRenamed, old, new, detail)
			ch.Item = old.ID
			if m.keywords {
				ch.Doubt = "it takes any keyword"
			}
		} else {
			c.parameterKind(old, new, p, q, m)
		}
		if m.moved[i] {
			c.change(aspectParamMoved, old, new, "moved from position "+itoa(m.oldIndex(i)+1)+" to "+itoa(m.newIndex(j)+1))
		}
		switch {
		case p.optional && !q.optional && q.kind != varPositional && q.kind != varKeyword:
			c.change(aspectParamRequired, old, new, "has no default any more: it was "+p.value)
		case !p.optional && q.optional && p.kind != varPositional && p.kind != varKeyword:
			c.change(aspectParamOptional, old, new, "has a default now: "+q.value)
		case p.optional && q.optional && c.old.constant(p.value) != c.new.constant(q.value) && p.value != q.value && p.value != "..." && q.value != "...":
			c.change(aspectParamDefault, old, new, "the default was "+p.value+", and is "+q.value)
		}
		if types && !m.swapped(i, j) {
			c.parameterType(old, new)
		}
	}
	for j, q := range sn.params {
		if m.from[j] >= 0 {
			continue
		}
		if new := at(n, c.new, sn, j); new != nil {
			c.gained(o, new, q, m, j)
		}
	}
	if types {
		c.result(o, n)
	}
}

// dropped reports a parameter that is gone.
func (c *comparison) dropped(o, n, old *api.Item, p parameter, m *parameterMatch, i int) {
	if old == nil {
		return
	}
	aspect, detail := aspectParamRemoved, "removed"
	switch {
	case p.kind == varPositional:
		aspect, detail = aspectVarPositional, "no longer takes more positional arguments"
	case p.kind == varKeyword:
		aspect, detail = aspectVarKeyword, "no longer takes other keyword arguments"
	case m.absorbs(i) && p.name == "":
		return // the interpreter passes it
	case m.absorbs(i):
		aspect, detail = aspectParamAbsorbed, "is one of the arguments that "+n.ID+" takes without naming them"
	}
	ch := c.removed(old, detail)
	ch.Aspect = aspect
	ch.NewParent = n
}

// gained reports a parameter that is new.
func (c *comparison) gained(o, new *api.Item, q parameter, m *parameterMatch, j int) {
	aspect, detail := aspectParamAdded, "added, optional"
	switch {
	case q.kind == varPositional:
		aspect, detail = aspectVarPositionalAdded, "takes more positional arguments"
	case q.kind == varKeyword:
		aspect, detail = aspectVarKeywordAdded, "takes other keyword arguments"
	case !q.optional:
		aspect, detail = aspectParamRequiredAdded, "added, and required"
	case m.shifts(j):
		aspect, detail = aspectParamInserted, "added before others: arguments by position go to it now"
	}
	ch := c.added(new)
	ch.Aspect, ch.Detail, ch.OldParent = aspect, detail, o
}

// parameterKind compares how an argument can be passed.
func (c *comparison) parameterKind(old, new *api.Item, p, q parameter, m *parameterMatch) {
	if p.kind == q.kind || p.kind == varPositional || p.kind == varKeyword || q.kind == varPositional || q.kind == varKeyword {
		return
	}
	detail := "was " + p.kind.String() + ", and is " + q.kind.String()
	switch {
	case q.kind == keywordOnly && m.replaced[p.name]:
		// The one that has its place now takes what was passed by position.
	case p.kind == keywordOnly && q.kind == positionalOrKeyword && m.args && slices.ContainsFunc(m.old.params, func(p parameter) bool { return p.kind == varPositional }):
		c.change(aspectParamInserted, old, new, "stands before *args now: arguments by position go to it")
	case q.kind == keywordOnly && !m.args:
		c.change(aspectKeywordOnly, old, new, detail)
	case q.kind == keywordOnly:
		c.change(aspectKeywordOnly, old, new, detail).Doubt = "it takes any positional arguments"
	case q.kind == positionalOnly:
		ch := c.change(aspectPositionalOnly, old, new, detail)
		if m.keywords {
			ch.Doubt = "it takes any keyword"
		}
	default:
		c.change(aspectKindWidened, old, new, detail)
	}
}

// parameterType compares annotations of a parameter.
func (c *comparison) parameterType(o, n *api.Item) {
	if o.Type == n.Type {
		return
	}
	switch {
	case o.Type == "":
		c.change(aspectParamTypeAdded, o, n, "is annotated: "+n.Type)
		return
	case n.Type == "":
		c.change(aspectParamTypeDropped, o, n, "is no longer annotated: it was "+o.Type)
		return
	}
	before, after := c.old.typ(o.Type), c.new.typ(n.Type)
	if isVariable(after.String()) && !isVariable(before.String()) {
		after = c.bound(n, after.String())
	}
	detail := described("took", "takes", before, after)
	c.relater.self = owner(c.parentItem(o))
	switch c.relater.relate(before, after) {
	case equal:
	case wider:
		c.change(aspectParamTypeWidened, o, n, detail)
	case narrow:
		c.typing(c.change(aspectParamTypeNarrowed, o, n, detail))
	case unrelated:
		c.typing(c.change(aspectParamType, o, n, detail))
	default:
		c.change(aspectTypeUnclear, o, n, detail)
	}
}

// A parameterMatch says which parameters of two signatures are the same to
// callers.
type parameterMatch struct {
	old, new       signature
	to, from       []int // indices into the other, or -1
	renamed, moved []bool
	args, keywords bool            // the new one takes any
	replaced       map[string]bool // parameters whose place a new, optional one took
	places         map[int]bool    // the new ones that took a place
}

// positionals lists the indices of the parameters that are passed by position.
func positionals(s signature) []int {
	var list []int
	for i, p := range s.params {
		if p.kind <= positionalOrKeyword {
			list = append(list, i)
		}
	}
	return list
}

func matchParameters(old, new signature) *parameterMatch {
	m := &parameterMatch{old: old, new: new, to: make([]int, len(old.params)), from: make([]int, len(new.params)),
		renamed: make([]bool, len(old.params)), moved: make([]bool, len(old.params))}
	for i := range m.to {
		m.to[i] = -1
	}
	for j, q := range new.params {
		m.from[j] = -1
		m.args = m.args || q.kind == varPositional
		m.keywords = m.keywords || q.kind == varKeyword
	}
	join := func(i, j int) { m.to[i], m.from[j] = j, i }
	variadic := func(k paramKind) bool { return k == varPositional || k == varKeyword }
	for i, p := range old.params {
		for j, q := range new.params {
			if m.from[j] >= 0 || m.to[i] >= 0 {
				continue
			}
			if variadic(p.kind) && p.kind == q.kind || !variadic(p.kind) && !variadic(q.kind) && p.name == q.name && p.name != "" {
				join(i, j)
			}
		}
	}
	before, after := positionals(old), positionals(new)
	// What is passed by position only has no name that counts. A parameter that
	// took the place of another was renamed.
	for at, i := range before {
		if m.to[i] >= 0 || at >= len(after) {
			continue
		}
		j := after[at]
		if m.from[j] >= 0 || !m.aligned(before[:at], after[:at]) {
			continue
		}
		p, q := old.params[i], new.params[j]
		if p.optional && !q.optional && p.kind != positionalOnly && !sameType(p, q) {
			continue
		}
		join(i, j)
		m.renamed[i] = p.kind != positionalOnly && p.name != q.name
	}
	m.replaced, m.places = map[string]bool{}, map[int]bool{}
	for at, i := range before {
		if p, j := old.params[i], m.to[i]; j >= 0 && new.params[j].kind == keywordOnly && at < len(after) && m.from[after[at]] < 0 {
			m.places[after[at]] = true
			if q := new.params[after[at]]; q.optional {
				m.replaced[p.name] = true
			}
		}
	}
	// Keyword-only parameters have no place: of one that went and one that
	// came, with the same type and default, one is the other.
	for i, p := range old.params {
		if m.to[i] >= 0 || p.kind != keywordOnly {
			continue
		}
		found := -1
		for j, q := range new.params {
			if m.from[j] < 0 && q.kind == keywordOnly && q.typ == p.typ && q.value == p.value && p.typ != "" {
				if found >= 0 {
					found = -2
					break
				}
				found = j
			}
		}
		if found >= 0 && slices.IndexFunc(old.params[i+1:], func(r parameter) bool { return r.kind == keywordOnly && r.typ == p.typ && r.value == p.value }) < 0 {
			join(i, found)
			m.renamed[i] = true
		}
	}
	// Relative order: those that are not in a longest run of old order moved.
	var common []int
	for _, i := range before {
		if j := m.to[i]; j >= 0 && new.params[j].kind <= positionalOrKeyword {
			common = append(common, i)
		}
	}
	for _, i := range outOfOrder(common, func(i int) int { return m.to[i] }) {
		m.moved[i] = true
	}
	return m
}

func sameType(p, q parameter) bool { return p.typ == q.typ && p.typ != "" }

// aligned reports whether parameters before a place correspond one to one.
func (m *parameterMatch) aligned(before, after []int) bool {
	for k, i := range before {
		if m.to[i] != after[k] {
			return false
		}
	}
	return true
}

// outOfOrder lists the elements outside of a longest increasing run.
func outOfOrder(list []int, key func(int) int) []int {
	n := len(list)
	best, prev := make([]int, n), make([]int, n)
	last := -1
	for i := range list {
		best[i], prev[i] = 1, -1
		for j := range i {
			if key(list[j]) < key(list[i]) && best[j]+1 > best[i] {
				best[i], prev[i] = best[j]+1, j
			}
		}
		if last < 0 || best[i] > best[last] {
			last = i
		}
	}
	keep := map[int]bool{}
	for i := last; i >= 0; i = prev[i] {
		keep[list[i]] = true
	}
	var out []int
	for _, i := range list {
		if !keep[i] {
			out = append(out, i)
		}
	}
	return out
}

// absorbs reports whether the arguments of an old parameter are still taken,
// without a name for them.
func (m *parameterMatch) absorbs(i int) bool {
	p := m.old.params[i]
	// All that are passed by position behind it have to go to *args as well,
	// and nothing new may stand before that.
	last := true
	for k := i + 1; k < len(m.old.params); k++ {
		last = last && (m.old.params[k].kind > positionalOrKeyword || m.to[k] < 0)
	}
	if at := m.oldIndex(i); at >= 0 {
		last = last && len(positionals(m.new)) <= at
	}
	switch p.kind {
	case positionalOnly:
		return m.args && last
	case keywordOnly:
		return m.keywords
	}
	return m.keywords && m.args && last
}

// shifts reports whether a new parameter takes arguments by position that went
// to others.
func (m *parameterMatch) shifts(j int) bool {
	q := m.new.params[j]
	if q.kind > positionalOrKeyword || m.places[j] {
		return false
	}
	for k := j + 1; k < len(m.new.params); k++ {
		if i := m.from[k]; i >= 0 && m.new.params[k].kind <= positionalOrKeyword && m.old.params[i].kind <= positionalOrKeyword {
			return true
		}
	}
	// Arguments that went to *args.
	i := slices.IndexFunc(m.old.params, func(p parameter) bool { return p.kind == varPositional })
	return i >= 0 && m.to[i] >= 0
}

// swapped reports whether a parameter has another place now, and the type that
// belongs to that place: names were exchanged.
func (m *parameterMatch) swapped(i, j int) bool {
	at, was := m.newIndex(j), m.oldIndex(i)
	if at == was || at < 0 || !slices.Contains(m.moved, true) {
		return false
	}
	before := positionals(m.old)
	return at < len(before) && m.old.params[before[at]].typ == m.new.params[j].typ
}

func (m *parameterMatch) oldIndex(i int) int { return slices.Index(positionals(m.old), i) }
func (m *parameterMatch) newIndex(j int) int { return slices.Index(positionals(m.new), j) }

// overloads compares the forms in which type checkers know two functions.
func (c *comparison) overloads(o, n *api.Item, before, after []*api.Item) {
	sigs := func(x *side, f *api.Item, list []*api.Item) []signature {
		var out []signature
		for _, it := range list {
			out = append(out, parseSignature(it.Type))
		}
		if len(list) == 0 {
			if _, ok := f.Facts.Get(factParameters); ok {
				out = append(out, x.signatureOf(f))
			}
		}
		return out
	}
	so, sn := sigs(c.old, o, before), sigs(c.new, n, after)
	for k, s := range so {
		best := no
		for _, t := range sn {
			best = max3(best, c.accepts(s, t))
		}
		if best == yes {
			continue
		}
		if len(before) == 0 {
			// One signature became several: together they may take it all.
			if best == no {
				c.change(aspectOverloadSplit, o, n, "has overloads now, none of which takes all of "+s.String())
			}
			continue
		}
		it := before[k]
		if c.new.items[it.ID] != nil {
			continue
		}
		ch := c.removed(it, "no form of the function takes "+s.String()+" any more")
		ch.NewParent = n
		c.typing(ch)
		if best == maybe && ch.Doubt == "" {
			ch.Doubt = "whether its types are those of another form cannot be told"
		}
	}
	for k, t := range sn {
		if len(after) == 0 {
			break
		}
		// What an old form took, to the last call, is not new.
		if c.old.items[after[k].ID] == nil && !slices.ContainsFunc(so, func(s signature) bool { return c.backwards().accepts(t, s) == yes }) {
			ch := c.added(after[k])
			ch.OldParent = o
		}
	}
}

// backwards is the comparison the other way round, for questions about types.
func (c *comparison) backwards() *comparison {
	if c.back == nil {
		c.back = &comparison{old: c.new, new: c.old}
		c.back.relater = &relater{old: c.new, new: c.old}
	}
	c.back.toldParams = c.toldParams
	return c.back
}

func max3(a, b answer) answer {
	switch {
	case a == yes || b == yes:
		return yes
	case a == maybe || b == maybe:
		return maybe
	}
	return no
}

// takesRest reports whether a parameter takes what went to *args before.
func (c *comparison) takesRest(old signature, q parameter) bool {
	for _, p := range old.params {
		if p.kind == varPositional {
			c.relater.steps, c.relater.depth = 0, 0
			return q.typ == "" || p.typ != "" && c.relater.within(c.old.typ(p.typ), c.new.typ(q.typ), nil) == yes
		}
	}
	return false
}

// accepts reports whether every call of the old signature is one of the new, as
// far as types go.
func (c *comparison) accepts(old, new signature) answer {
	if old.String() == new.String() {
		return yes
	}
	m := matchParameters(old, new)
	result := yes
	for i, p := range old.params {
		j := m.to[i]
		if c.toldParams[p.id(i)] {
			continue // the function's own findings tell
		}
		if j < 0 {
			if m.absorbs(i) {
				result = both(result, maybe)
				continue
			}
			return no
		}
		q := new.params[j]
		if m.renamed[i] && p.kind != positionalOnly && !m.keywords || m.moved[i] || p.optional && !q.optional ||
			q.kind == keywordOnly && p.kind < keywordOnly && p.kind != varPositional || q.kind == positionalOnly && p.kind != positionalOnly {
			return no
		}
		if p.typ != "" && q.typ != "" {
			c.relater.steps, c.relater.depth = 0, 0
			result = both(result, c.relater.within(c.old.typ(p.typ), c.new.typ(q.typ), nil))
		}
	}
	for j, q := range new.params {
		if q.kind == positionalOnly && q.optional && m.from[j] < 0 && c.takesRest(old, q) {
			continue
		}
		if !c.toldParams[q.id(j)] && m.from[j] < 0 && (!q.optional && q.kind != varPositional && q.kind != varKeyword || m.shifts(j)) {
			return no
		}
	}
	if old.returns != "" && new.returns != "" {
		c.relater.steps, c.relater.depth = 0, 0
		result = both(result, c.relater.within(c.new.typ(new.returns), c.old.typ(old.returns), nil))
	}
	return result
}
