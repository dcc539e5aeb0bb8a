package rust

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// typ splits a changed type into what users notice of it.
func (j *judge) typ(c diff.Change) []diff.Change {
	switch c.Old.Kind {
	case "fn", "method":
		return j.signature(c)
	case "symbol":
		if strings.HasPrefix(c.Old.Type, "fn") && strings.HasPrefix(c.New.Type, "fn") {
			return j.signature(c)
		}
	case "struct", "enum", "union", "trait", "assoc-type":
		return j.header(c)
	case "impl":
		o, n := whereOf(strings.TrimPrefix(c.Old.Type, "where ")), whereOf(strings.TrimPrefix(c.New.Type, "where "))
		return j.bounds(c, o, n, false)
	case "macro":
		return j.macro(c)
	case "type-alias":
		return j.alias(c)
	case "dependency":
		d := verdict(c, false, fmt.Sprintf("the public dependency %s went from %s to %s", strings.TrimPrefix(c.Item, "dep:"), c.Old.Type, c.New.Type))
		if strings.ContainsAny(c.Old.Type+c.New.Type, "<>,*") {
			d.Doubt = "which version users get depends on them"
		}
		return []diff.Change{d}
	case "reexport":
		// The modules of core and alloc are those of std.
		ours := func(s string) string {
			for _, lib := range []string{"core::", "alloc::"} {
				if rest, ok := strings.CutPrefix(s, lib); ok {
					return "std::" + rest
				}
			}
			return s
		}
		if ours(c.Old.Type) == ours(c.New.Type) {
			return nil
		}
		return []diff.Change{verdict(c, false, fmt.Sprintf("it named %s, and names %s", c.Old.Type, c.New.Type))}
	}
	if j.explain(c.Item, c.Old.Type, c.New.Type) == c.New.Type {
		return nil
	}
	if withoutLifetimes(c.Old.Type) == withoutLifetimes(c.New.Type) {
		c.Aspect = aspectLifetimes
		return []diff.Change{verdict(c, strings.Contains(c.New.Type, "'static") && !strings.Contains(c.Old.Type, "'static"), typeDetail(c))}
	}
	d := verdict(c, false, typeDetail(c))
	j.doubtPrivate(&d, c.Old.Type, c.New.Type)
	return []diff.Change{d}
}

func typeDetail(c diff.Change) string {
	return fmt.Sprintf("its type %s became %s", c.Old.Type, c.New.Type)
}

// doubtPrivate marks a difference that shows only in what users cannot name.
func (j *judge) doubtPrivate(c *diff.Change, o, n string) {
	if strings.Contains(o, private) || strings.Contains(n, private) {
		c.Doubt = "the types have no name that users could write"
	} else if j.maybeSame(o, n) {
		c.Doubt = "other crates may call one type by both names"
	}
}

func (j *judge) alias(c diff.Change) []diff.Change {
	o, n := parseHeader(headOf(c.Old.Type)), parseHeader(headOf(c.New.Type))
	if len(n.params) > len(o.params) {
		defaults := map[string]string{}
		for _, p := range n.params[len(o.params):] {
			if name, def, ok := cut(p, " = "); ok {
				defaults[name] = def
			}
		}
		if replaceWords(bodyOf(c.New.Type), defaults) == bodyOf(c.Old.Type) {
			return j.headers(c, o, n)
		}
	}
	if body := j.explain(c.Item, bodyOf(c.Old.Type), bodyOf(c.New.Type)); body != bodyOf(c.New.Type) {
		if withoutLifetimes(bodyOf(c.Old.Type)) == withoutLifetimes(bodyOf(c.New.Type)) && len(o.params) == len(n.params) {
			c.Aspect = aspectLifetimes
		}
		d := verdict(c, false, fmt.Sprintf("it was %s, and is %s", bodyOf(c.Old.Type), bodyOf(c.New.Type)))
		j.doubtPrivate(&d, bodyOf(c.Old.Type), bodyOf(c.New.Type))
		return []diff.Change{d}
	}
	return j.headers(c, o, n)
}

func headOf(alias string) string {
	h, _, _ := cut(alias, "= ")
	return strings.TrimSpace(h)
}

func bodyOf(alias string) string {
	_, b, _ := cut(alias, "= ")
	return strings.TrimSpace(b)
}

// header compares the generic parameters and bounds of a declaration.
func (j *judge) header(c diff.Change) []diff.Change {
	o, n := parseHeader(c.Old.Type), parseHeader(c.New.Type)
	list := j.headers(c, o, n)
	if o.rest != n.rest { // the bounds of an associated type
		sealed := c.OldParent != nil && c.OldParent.Facts.Has("sealed")
		before, after := split(strings.TrimPrefix(o.rest, ": "), " + "), split(strings.TrimPrefix(n.rest, ": "), " + ")
		d := c
		d.Aspect = aspectBounds
		lost := !subset(before, after)
		list = append(list, verdict(d, sealed && !lost, fmt.Sprintf("its bounds %s became %s", quoteOr(strings.TrimPrefix(o.rest, ": ")), quoteOr(strings.TrimPrefix(n.rest, ": ")))))
	}
	return list
}

func (j *judge) headers(c diff.Change, o, n headerText) []diff.Change {
	var list []diff.Change
	part := func(aspect string, compatible bool, detail string) {
		d := c
		d.Aspect = aspect
		list = append(list, verdict(d, compatible, detail))
	}
	if len(o.lifetimes) != len(n.lifetimes) {
		part(aspectLifetimes, false, fmt.Sprintf("it had %s, and has %s", count(len(o.lifetimes), "lifetime parameter"), count(len(n.lifetimes), "lifetime parameter")))
	}
	if !slices.Equal(o.params, n.params) {
		switch {
		case len(n.params) < len(o.params):
			part(aspectGenerics, false, fmt.Sprintf("it had %s, and has %s", count(len(o.params), "generic parameter"), count(len(n.params), "generic parameter")))
		case len(n.params) > len(o.params):
			ok := kinds(o.params) == kinds(n.params[:len(o.params)])
			for _, p := range n.params[len(o.params):] {
				ok = ok && strings.Contains(p, " = ")
			}
			part(aspectGenerics, ok, fmt.Sprintf("it had %s, and has %s", count(len(o.params), "generic parameter"), count(len(n.params), "generic parameter")))
		default:
			for i := range o.params {
				if o.params[i] == n.params[i] {
					continue
				}
				ob, od, had := cut(o.params[i], " = ")
				nb, _, has := cut(n.params[i], " = ")
				_ = od
				part(aspectGenerics, ob == nb && !had && has, fmt.Sprintf("the generic parameter %s became %s", o.params[i], n.params[i]))
			}
		}
	}
	return append(list, j.bounds(c, o.where, n.where, false)...)
}

// kinds writes the order of type and const parameters.
func kinds(params []string) string {
	s := ""
	for _, p := range params {
		if strings.HasPrefix(p, "const ") {
			s += "N"
		} else {
			s += "T"
		}
	}
	return s
}

func count(n int, what string) string {
	switch n {
	case 0:
		return "no " + what
	case 1:
		return "one " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// bounds compares where clauses. For an item that users implement any
// difference counts; both is set there.
func (j *judge) bounds(c diff.Change, o, n map[string][]string, both bool) []diff.Change {
	var tighter, looser []string
	asks := func(b string) bool { return !strings.HasPrefix(b, "?") }
	if c.OldParent != nil && c.NewParent != nil && c.OldParent.Kind == "trait" {
		// Self has what the trait asks of it.
		super := func(it *api.Item, m map[string][]string) map[string][]string {
			v, _ := it.Facts.Get("supertraits")
			m = maps.Clone(m)
			m["Self"] = append(slices.Clone(m["Self"]), split(v, " + ")...)
			return m
		}
		o, n = super(c.OldParent, o), super(c.NewParent, n)
	}
	into := func(m map[string][]string, s, b string) bool { // T: From<U> says U: Into<T>
		t, ok := strings.CutPrefix(b, "std::convert::Into<")
		return ok && slices.Contains(m[strings.TrimSuffix(t, ">")], "std::convert::From<"+s+">")
	}
	subjects := map[string]bool{}
	for s := range o {
		subjects[s] = true
	}
	for s := range n {
		subjects[s] = true
	}
	names := make([]string, 0, len(subjects))
	for s := range subjects {
		names = append(names, s)
	}
	slices.Sort(names)
	for _, s := range names {
		for _, b := range n[s] {
			if !slices.Contains(o[s], b) && !j.impliedBy(b, o[s]) && !j.known(s, b) && !into(o, s, b) {
				if asks(b) {
					tighter = append(tighter, s+": "+b)
				} else {
					looser = append(looser, s+": "+b)
				}
			}
		}
		for _, b := range o[s] {
			if !slices.Contains(n[s], b) && !j.impliedBy(b, n[s]) && !j.known(s, b) && !into(n, s, b) {
				if asks(b) {
					looser = append(looser, s+": "+b)
				} else {
					tighter = append(tighter, s+": Sized")
				}
			}
		}
	}
	var list []diff.Change
	c.Aspect = aspectBounds
	if len(tighter) > 0 {
		d := verdict(c, false, "it now requires "+strings.Join(tighter, ", "))
		if strings.Contains(strings.Join(tighter, " "), private) {
			d.Doubt = "users cannot name the bound, but their types may meet it"
		}
		concrete := true
		for _, t := range tighter {
			s, _, _ := cut(t, ": ")
			concrete = concrete && !isParam(s) && !strings.HasPrefix(s, "'")
		}
		if concrete {
			d.Doubt = "cannot tell whether the types that users have meet it anyway"
		}
		list = append(list, d)
	}
	if len(looser) > 0 {
		if both {
			list = append(list, verdict(c, false, "implementations may no longer require "+strings.Join(looser, ", ")))
		} else if len(tighter) == 0 {
			list = append(list, verdict(c, true, "it no longer requires "+strings.Join(looser, ", ")))
		}
	}
	return list
}

// known reports whether a concrete type has a bound anyway.
func (j *judge) known(subject, b string) bool {
	return !paramRE.MatchString(subject) && subject != "Self" && j.implements(subject, b) == "yes"
}

func (j *judge) signature(c diff.Change) []diff.Change {
	o, n := parseSignature(c.Old.Type), parseSignature(c.New.Type)
	ofTrait := c.OldParent != nil && c.OldParent.Kind == "trait"
	sealed := ofTrait && c.OldParent.Facts.Has("sealed")
	open := ofTrait && !sealed // users implement it
	var list []diff.Change
	part := func(aspect string, compatible bool, detail string) *diff.Change {
		d := c
		d.Aspect = aspect
		list = append(list, verdict(d, compatible, detail))
		return &list[len(list)-1]
	}
	// The receiver.
	was, is := receiverKind(o.receiver), receiverKind(n.receiver)
	if was != is {
		ok := !open && was == "&mut self" && is == "&self"
		part(aspectReceiver, ok, fmt.Sprintf("its receiver %s became %s", quoteOr(was), quoteOr(is)))
	}
	if was == "" != (is == "") {
		// self counts as a parameter for those who call by path.
		if was == "" {
			o.inputs = slices.Clone(o.inputs)
		}
	}
	if len(o.inputs) != len(n.inputs) {
		part(aspectParamCount, false, fmt.Sprintf("it took %s, and takes %s", count(len(o.inputs), "parameter"), count(len(n.inputs), "parameter")))
		if o.result != n.result && was == is {
			j.result(c, o, n, open, nil, part)
		}
		return list
	}
	// Generic parameters: their number shows where users write them out.
	oldTypes, newTypes := strings.Count(kinds(o.params), "T"), strings.Count(kinds(n.params), "T")
	oldConsts, newConsts := len(o.params)-oldTypes, len(n.params)-newTypes
	oldImpl, newImpl := implParams(c.Old), implParams(c.New)
	switch {
	case oldTypes != newTypes || oldConsts != newConsts:
		explicit := len(o.params) > 0
		// From impl Trait to a named parameter, or to generics from none at
		// all: nobody wrote them out.
		ok := !explicit && !open && oldTypes == 0
		if open && oldTypes+oldImpl == newTypes+newImpl && oldConsts == newConsts {
			ok = false
		}
		d := part(aspectGenerics, ok, fmt.Sprintf("it had %s, and has %s", count(len(o.params), "generic parameter"), count(len(n.params), "generic parameter")))
		if !open && newTypes >= oldTypes && newConsts >= oldConsts {
			d.Doubt = "only calls that write the generic arguments out break"
		}
	case oldImpl != newImpl && len(o.params) > 0 && oldImpl == 0:
		part(aspectGenerics, false, "with impl Trait among its parameters its generic arguments cannot be written out")
	case open && oldImpl != newImpl:
		part(aspectGenerics, false, "its parameters of type impl Trait changed in number")
	case kinds(o.params) != kinds(n.params):
		part(aspectGenerics, false, "its type and const parameters changed places")
	}
	// Parameters that became generic stand for their bounds.
	generic := map[string][]string{}
	for _, p := range n.params {
		if !slices.Contains(o.params, p) && !strings.HasPrefix(p, "const ") {
			generic[p] = n.where[p]
		}
	}
	bound := map[string]string{}
	var changed, lifetimes, generalised, unsure []string
	for i := range o.inputs {
		a, b := j.explain(c.Item, o.inputs[i], n.inputs[i]), n.inputs[i]
		o.inputs[i] = a
		if a == b {
			continue
		}
		detail := fmt.Sprintf("parameter %d: %s became %s", i+1, a, b)
		if withoutLifetimes(a) == withoutLifetimes(b) {
			if strings.Count(b, "'static") > strings.Count(a, "'static") {
				part(aspectLifetimes, false, detail) // not all that was accepted lives for ever
				continue
			}
			lifetimes = append(lifetimes, detail)
			continue
		}
		switch j.accepts(a, b, generic, bound) {
		case "yes":
			generalised = append(generalised, detail)
		case "maybe":
			unsure = append(unsure, detail)
		default:
			changed = append(changed, detail)
		}
	}
	switch {
	case len(changed) > 0:
		d := part(aspectParam, false, strings.Join(append(changed, unsure...), "; "))
		j.doubtPrivate(d, strings.Join(o.inputs, ","), strings.Join(n.inputs, ","))
	case len(unsure) > 0:
		d := part(aspectParam, false, strings.Join(unsure, "; "))
		d.Doubt = "cannot tell whether the old type meets the new bounds"
	case len(generalised) > 0:
		part(aspectParam, !open, strings.Join(generalised, "; "))
	}
	j.result(c, o, n, open, bound, part)
	// Bounds that belong to what has become generic are judged with it.
	after := map[string][]string{}
	for s, b := range n.where {
		if generic[s] == nil {
			after[s] = b
		}
	}
	before := o.where
	if len(o.params) != len(n.params) {
		// Numbers shifted, or parameters went: only bounds of others compare.
		before = map[string][]string{}
		for s, b := range o.where {
			if slices.Contains(n.params, s) || !slices.Contains(o.params, s) {
				before[s] = b
			}
		}
	}
	list = append(list, j.bounds(c, before, after, open)...)
	if len(lifetimes) > 0 || withoutLifetimes(o.receiver) == withoutLifetimes(n.receiver) && o.receiver != n.receiver && o.result == n.result {
		loose := func(a, b string) bool { return strings.Contains(a, "'static") && !strings.Contains(b, "'") }
		ok := len(lifetimes) > 0
		for i := range o.inputs {
			if o.inputs[i] != n.inputs[i] && !loose(o.inputs[i], n.inputs[i]) {
				ok = false
			}
		}
		if len(lifetimes) == 0 {
			lifetimes = []string{"its lifetimes changed: " + c.Old.Type + " became " + c.New.Type}
		}
		d := part(aspectLifetimes, ok && !open, strings.Join(lifetimes, "; "))
		if !ok {
			d.Doubt = "which lifetimes callers rely on does not show in the signature"
		}
	}
	if len(list) == 0 && withoutLifetimes(c.Old.Type) == withoutLifetimes(c.New.Type) {
		d := part(aspectLifetimes, false, "its type "+c.Old.Type+" became "+c.New.Type)
		d.Doubt = "only lifetimes or their bounds differ"
	}
	return list
}

func implParams(it *api.Item) int {
	n := 0
	if v, ok := it.Facts.Get("impl-params"); ok {
		fmt.Sscan(v, &n)
	}
	return n
}

func (j *judge) result(c diff.Change, o, n sigText, open bool, bound map[string]string, part func(string, bool, string) *diff.Change) {
	if j.explain(c.Item, o.result, n.result) == n.result {
		return
	}
	detail := fmt.Sprintf("its result %s became %s", quoteOrUnit(o.result), quoteOrUnit(n.result))
	if withoutLifetimes(o.result) == withoutLifetimes(n.result) {
		longer := strings.Count(n.result, "'static") > strings.Count(o.result, "'static") || captured(n.result) < captured(o.result)
		shorter := strings.Count(n.result, "'static") < strings.Count(o.result, "'static") || captured(n.result) > captured(o.result)
		d := part(aspectLifetimes, longer && !open, detail)
		if !longer && !shorter {
			d.Doubt = "which lifetimes callers rely on does not show in the signature"
		}
		return
	}
	if !open && slices.Contains(n.params, n.result) && !slices.Contains(o.params, n.result) && bound[n.result] == "" {
		d := part(aspectResult, false, detail)
		d.Doubt = "callers whose code says which type they want are as well off"
		return
	}
	if len(bound) > 0 && replaceWords(n.result, bound) == o.result {
		return // generalised with the parameters
	}
	if a, ok := strings.CutPrefix(o.result, "impl "); ok && !open {
		if b, ok := strings.CutPrefix(n.result, "impl "); ok {
			have := split(b, " + ")
			if !slices.ContainsFunc(split(a, " + "), func(t string) bool { return !slices.Contains(have, t) && !j.impliedBy(t, have) }) {
				part(aspectResult, true, detail)
				return
			}
		} else {
			all := true
			for _, t := range split(a, " + ") {
				if strings.HasPrefix(t, "use<") || strings.HasPrefix(t, "'") {
					continue
				}
				all = all && j.implements(n.result, t) == "yes"
			}
			if all {
				part(aspectResult, true, detail)
				return
			}
			d := part(aspectResult, false, detail)
			d.Doubt = "cannot tell whether the new type has what impl promised"
			return
		}
	}
	if o.result == "!" || n.result == "!" {
		part(aspectResult, n.result == "!" && !open, detail)
		return
	}
	d := part(aspectResult, false, detail)
	j.doubtPrivate(d, o.result, n.result)
}

// captured counts the lifetimes that a result captures without showing them.
func captured(result string) int {
	n := 0
	for _, m := range captureRE.FindAllString(result, -1) {
		n += strings.Count(m, "'")
	}
	return n
}

var captureRE = regexp.MustCompile(`use<[^>]*>`)

func quoteOrUnit(s string) string {
	if s == "" {
		return "()"
	}
	return s
}

// accepts reports whether a parameter of type b takes whatever one of type a
// took: "yes", "no" or "maybe".
func (j *judge) accepts(a, b string, generic map[string][]string, bound map[string]string) string {
	if a == b {
		return "yes"
	}
	if bounds, ok := generic[b]; ok {
		if was, ok := bound[b]; ok && was != a {
			return "no"
		}
		bound[b] = a
		return j.meets(a, bounds)
	}
	if b, ok := strings.CutPrefix(unparens(b), "impl "); ok {
		want := split(b, " + ")
		if a, ok := strings.CutPrefix(unparens(a), "impl "); ok {
			have := split(a, " + ")
			for _, t := range want {
				if !strings.HasPrefix(t, "?") && !slices.Contains(have, t) && !j.impliedBy(t, have) {
					return "no"
				}
			}
			return "yes"
		}
		return j.meets(a, want)
	}
	switch {
	case strings.HasPrefix(a, "&") && strings.HasPrefix(b, "&"):
		x, y := strings.TrimPrefix(withoutRefLifetime(a), "&"), strings.TrimPrefix(withoutRefLifetime(b), "&")
		mx, okx := strings.CutPrefix(x, "mut ")
		my, oky := strings.CutPrefix(y, "mut ")
		if oky && !okx {
			return "no"
		}
		if okx && oky && strings.HasPrefix(mx, "std::vec::Vec<") && my == "["+strings.TrimSuffix(strings.TrimPrefix(mx, "std::vec::Vec<"), ">")+"]" {
			return "yes"
		}
		if okx && oky {
			return j.accepts(mx, my, generic, bound)
		}
		if strings.HasPrefix(unparens(y), "impl ") && !okx {
			return j.accepts(x, y, generic, bound)
		}
		if okx {
			x = mx
		}
		if x == y {
			return "yes"
		}
		// Deref coercions (https://doc.rust-lang.org/reference/type-coercions.html).
		switch {
		case x == "std::string::String" && y == "str", x == "std::path::PathBuf" && y == "std::path::Path",
			strings.HasPrefix(x, "std::vec::Vec<") && y == "["+strings.TrimSuffix(strings.TrimPrefix(x, "std::vec::Vec<"), ">")+"]",
			strings.HasPrefix(x, "std::boxed::Box<") && y == strings.TrimSuffix(strings.TrimPrefix(x, "std::boxed::Box<"), ">"):
			return "yes"
		}
		if bounds, ok := generic[y]; ok {
			if was, ok := bound[y]; ok && was != x {
				return "no"
			}
			bound[y] = x
			return j.meets(x, bounds)
		}
	}
	bind := map[string]string{}
	if len(generic) > 0 && unifyWith(b, a, bind, func(s string) bool { _, ok := generic[s]; return ok }) {
		answer := "yes"
		for p, ty := range bind {
			if was, ok := bound[p]; ok && was != ty {
				return "no"
			}
			bound[p] = ty
			if m := j.meets(ty, generic[p]); m != "yes" {
				answer = m
			}
		}
		return answer
	}
	return "no"
}

// unparens drops the parentheses around bounds.
func unparens(s string) string {
	if strings.HasPrefix(s, "(") && closing(s, 0) == len(s)-1 && len(split(s[1:len(s)-1], ", ")) == 1 && !strings.HasSuffix(s, ",)") {
		return s[1 : len(s)-1]
	}
	return s
}

func withoutRefLifetime(s string) string {
	if strings.HasPrefix(s, "&'") {
		if i := strings.IndexByte(s, ' '); i > 0 {
			return "&" + s[i+1:]
		}
	}
	return s
}

func (j *judge) meets(ty string, bounds []string) string {
	answer := "yes"
	if have, ok := strings.CutPrefix(unparens(ty), "impl "); ok {
		list := split(have, " + ")
		for _, b := range bounds {
			if !strings.HasPrefix(b, "?") && !slices.Contains(list, b) && !j.impliedBy(b, list) {
				return "no"
			}
		}
		return "yes"
	}
	for _, b := range bounds {
		if strings.HasPrefix(b, "?") || strings.HasPrefix(b, "use<") {
			continue
		}
		if b == "'static" && !strings.Contains(ty, "'") && !strings.Contains(ty, "&") && !paramRE.MatchString(ty) {
			continue
		}
		switch j.implements(ty, b) {
		case "no":
			return "no"
		case "maybe":
			answer = "maybe"
		}
	}
	return answer
}

// implements reports whether a type implements a trait, by the impls of the
// new surface and those of the standard library: "yes", "no" or "maybe".
func (j *judge) implements(ty, trait string) string {
	if t, assoc := withoutBindings(trait); assoc != "" {
		// What an impl says of its associated types.
		for i := range j.new.Items {
			it := &j.new.Items[i]
			if it.Kind != "impl" || it.Type != "" {
				continue
			}
			bind := map[string]string{}
			it2, s, ok := cut(strings.TrimPrefix(it.ID, "impl "), " for ")
			if ok && unify(s, ty, bind) && unify(it2, t, bind) && subset(split(assoc, ", "), split(replaceWords(it.Value, bind), ", ")) {
				return "yes"
			}
		}
		if item, ok := strings.CutPrefix(assoc, "Item = "); ok && t == "std::iter::IntoIterator" {
			switch {
			case ty == "std::vec::Vec<"+item+">", strings.HasPrefix(ty, "["+item+"; "), "&["+strings.TrimPrefix(item, "&")+"]" == ty, ty == "std::option::Option<"+item+">":
				return "yes"
			}
		}
		if j.implements(ty, t) == "no" {
			return "no"
		}
		return "maybe"
	}
	for i := range j.new.Items {
		it := &j.new.Items[i]
		if it.Kind != "impl" {
			continue
		}
		t, s, ok := cut(strings.TrimPrefix(it.ID, "impl "), " for ")
		if !ok {
			continue
		}
		bind := map[string]string{}
		if unify(s, ty, bind) && unify(t, trait, bind) && (it.Type == "" || j.depth < 3 && j.holds(it, bind)) {
			return "yes"
		}
	}
	if t, ok := strings.CutPrefix(trait, "std::convert::Into<"); ok { // From gives Into
		t = strings.TrimSuffix(t, ">")
		if t == ty {
			return "yes"
		}
		if j.implements(t, "std::convert::From<"+ty+">") == "yes" {
			return "yes"
		}
	}
	if t, ok := strings.CutPrefix(trait, "std::convert::From<"); ok && strings.TrimSuffix(t, ">") == ty {
		return "yes"
	}
	if auto := autoTrait(trait); auto != "" {
		name, _, _ := strings.Cut(ty, "<")
		if it := j.new.Lookup(name); it != nil {
			if it.Facts.Has("not-" + strings.ToLower(auto)) {
				return "no"
			}
			if !it.Facts.Has("maybe-"+strings.ToLower(auto)) && !it.Facts.Has(strings.ToLower(auto)) {
				return "yes"
			}
		}
		if primitives[ty] {
			return "yes"
		}
		return "maybe"
	}
	base, _, _ := strings.Cut(trait, "<")
	if base == "std::marker::Copy" || base == "std::clone::Clone" && strings.HasPrefix(ty, "&") {
		name, _, _ := strings.Cut(ty, "<")
		if it, ok := std().lookup(name, typeNS); ok && it.flag("copy") == "no" || strings.HasPrefix(ty, "&mut ") {
			return "no"
		}
		if strings.HasPrefix(ty, "&") {
			return "yes"
		}
	}
	known := false
	for _, i := range std().impls[base] {
		known = true
		if i.where != "" && !strings.HasPrefix(i.self, "&") {
			continue
		}
		bind := map[string]string{}
		if unifyStd(withoutLifetimes(i.self), withoutLifetimes(ty), bind) && unifyStd(withoutLifetimes(i.trait), withoutLifetimes(trait), bind) {
			return "yes"
		}
	}
	if known && primitives[ty] && base != "std::convert::Into" && base != "std::convert::TryInto" && base != "std::string::ToString" {
		return "no"
	}
	if base == "std::string::ToString" && j.implements(ty, "std::fmt::Display") == "yes" {
		return "yes"
	}
	// A closure bound takes a function pointer of its shape.
	for _, f := range []string{"std::ops::FnOnce", "std::ops::FnMut", "std::ops::Fn"} {
		if shape, ok := strings.CutPrefix(trait, f); ok && ty == "fn"+shape {
			return "yes"
		}
	}
	if it := j.new.Lookup(base); it != nil && it.Kind == "trait" && primitives[ty] {
		return "no" // a trait of the crate, whose impls are all here
	}
	return "maybe"
}

// withoutBindings splits the bindings of associated types off a trait.
func withoutBindings(trait string) (plain, bindings string) {
	i := strings.Index(trait, "<")
	if i < 0 || !strings.HasSuffix(trait, ">") {
		return trait, ""
	}
	var args, list []string
	for _, a := range split(trait[i+1:len(trait)-1], ", ") {
		if _, _, ok := cut(a, " = "); ok {
			list = append(list, a)
		} else {
			args = append(args, a)
		}
	}
	plain = trait[:i]
	if len(args) > 0 {
		plain += "<" + strings.Join(args, ", ") + ">"
	}
	return plain, strings.Join(list, ", ")
}

// unify reports whether pattern, whose T0, T1, … are parameters, can be text,
// and what they are then.
func unify(pattern, text string, bind map[string]string) bool {
	return unifyWith(pattern, text, bind, func(s string) bool {
		return len(s) > 1 && (s[0] == 'T' || s[0] == 'N') && s[1] >= '0' && s[1] <= '9'
	})
}

func unifyStd(pattern, text string, bind map[string]string) bool {
	return unifyWith(pattern, text, bind, func(s string) bool { return len(s) <= 2 && s[0] >= 'A' && s[0] <= 'Z' })
}

func unifyWith(pattern, text string, bind map[string]string, param func(string) bool) bool {
	i, k := 0, 0
	for i < len(pattern) {
		if isIdentByte(pattern[i]) && (i == 0 || !isIdentByte(pattern[i-1]) && pattern[i-1] != ':' && pattern[i-1] != '\'') {
			e := i
			for e < len(pattern) && isIdentByte(pattern[e]) {
				e++
			}
			if p := pattern[i:e]; param(p) && !strings.HasPrefix(pattern[e:], "::") {
				end := typeEnd(text, k)
				if end == k {
					return false
				}
				if was, ok := bind[p]; ok && was != text[k:end] {
					return false
				}
				bind[p] = text[k:end]
				i, k = e, end
				continue
			}
		}
		if k >= len(text) || pattern[i] != text[k] {
			return false
		}
		i++
		k++
	}
	return k == len(text)
}

// typeEnd returns where the type that begins at i ends.
func typeEnd(s string, i int) int {
	for i < len(s) {
		switch s[i] {
		case ',', '>', ')', ']', ';', '}':
			if s[i] == '>' && i > 0 && (s[i-1] == '-' || s[i-1] == '=') {
				i++
				continue
			}
			return i
		case '(', '[', '<', '{':
			i = closing(s, i) + 1
			continue
		}
		i++
	}
	return min(i, len(s))
}

// widerFragments reports whether two matchers differ in fragments alone, each
// of which takes what the old one took
// (https://doc.rust-lang.org/reference/macros-by-example.html#metavariables).
func widerFragments(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) != len(y) {
		return false
	}
	takes := map[string]string{"literal": "expr tt pat", "ident": "tt expr ty path pat", "lifetime": "tt", "path": "expr ty pat", "block": "expr tt"}
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		o, n := strings.Index(x[i], "$"), strings.Index(y[i], "$")
		if o < 0 || o != n || x[i][:o] != y[i][:n] {
			return false
		}
		f, g := x[i][o+1:], y[i][n+1:]
		word := func(s string) string {
			return s[:len(s)-len(strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz_0123456789"))]
		}
		if f[len(word(f)):] != g[len(word(g)):] || !slices.Contains(strings.Fields(takes[word(f)]), word(g)) {
			return false
		}
	}
	return true
}

// macro compares what a macro accepts: each old matcher must still be there,
// behind no other than before.
func (j *judge) macro(c diff.Change) []diff.Change {
	o, n := split(c.Old.Type, "; "), split(c.New.Type, "; ")
	// Rules that begin with @ are for the macro's own use.
	own := func(m string) bool { return strings.HasPrefix(m, "(@") }
	o, n = slices.DeleteFunc(o, own), slices.DeleteFunc(n, own)
	if slices.Equal(o, n) {
		return nil
	}
	for _, m := range o {
		if slices.Contains(n, m) {
			continue
		}
		wider := false
		for _, x := range n {
			if widerMatcher(m, x) {
				wider = true
			}
		}
		if !wider {
			d := verdict(c, false, fmt.Sprintf("no rule accepts %s any more", m))
			d.Doubt = "another rule may accept the same calls"
			if len(o) == 1 && len(n) == 1 && !strings.Contains(n[0], "$tt") {
				d.Doubt = ""
			}
			return []diff.Change{d}
		}
	}
	return []diff.Change{verdict(c, true, "its rules changed")}
}

// widerMatcher reports whether b accepts what a does: it differs by an
// optional part alone, or by a fragment that takes more.
func widerMatcher(a, b string) bool {
	if b == "($($tt)*)" {
		return true
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	k := 0
	for k < len(a)-i && k < len(b)-i && a[len(a)-1-k] == b[len(b)-1-k] {
		k++
	}
	gone, came := strings.TrimSpace(a[i:len(a)-k]), strings.TrimSpace(b[i:len(b)-k])
	if gone != "" {
		return widerFragments(a, b)
	}
	return strings.HasPrefix(came, "$(") && (strings.HasSuffix(came, ")?") || strings.HasSuffix(came, "*") || strings.HasSuffix(came, "$("))
}
