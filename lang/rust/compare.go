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

// Aspects that a changed item is split into: what users notice apart.
const (
	aspectProfiles   = "profiles"
	aspectParamCount = "parameter-count"
	aspectParam      = "parameter-type"
	aspectResult     = "result"
	aspectReceiver   = "receiver"
	aspectGenerics   = "generics"
	aspectBounds     = "bounds"
	aspectLifetimes  = "lifetimes"
	aspectAuto       = "auto-trait"
	aspectBlanket    = "blanket"
	aspectCopy       = "copy"
	aspectDrop       = "drop"
)

// compare implements lang.Language.Compare. What moved is paired first, by
// its other paths; then items are compared one by one, and what differs is
// split into what users notice.
func compare(old, new *api.Surface) ([]diff.Change, error) {
	j := &judge{old: clone(old), new: clone(new)}
	j.pairValues()
	j.pairPaths()
	j.pairVariants()
	if err := j.old.Seal(); err != nil {
		return nil, err
	}
	if err := j.new.Seal(); err != nil {
		return nil, err
	}
	for i := range j.new.Items {
		if it := &j.new.Items[i]; it.Kind == "crate" {
			j.lib = it.ID
			break
		}
	}
	j.fillDefaults()
	j.findCauses()
	var changes []diff.Change
	for _, c := range diff.Surfaces(j.old, j.new) {
		changes = append(changes, j.judge(c)...)
	}
	// What all profiles see alike is told once.
	base := map[string]bool{}
	for _, c := range changes {
		base[string(c.Op)+c.Aspect+" "+c.Item] = true
	}
	changes = slices.DeleteFunc(changes, func(c diff.Change) bool {
		id, _, variant := strings.Cut(c.Item, "@")
		return variant && base[string(c.Op)+c.Aspect+" "+id]
	})
	for i := range changes {
		for _, cause := range j.causes {
			if c := &changes[i]; cause.item == c.Item && (c.Aspect == diff.AspectKind || c.Aspect == diff.AspectType) {
				slices.Sort(cause.also)
				c.Also = slices.Compact(cause.also)
			}
		}
	}
	return changes, nil
}

// fillDefaults reads the members and impls of a type that got generic
// parameters with defaults as they are for those who do not name them.
func (j *judge) fillDefaults() {
	fill := func(old, new *api.Surface) {
		extra := map[string]map[string]string{} // by type: its new parameters
		for i := range new.Items {
			n := &new.Items[i]
			if n.Kind != "struct" && n.Kind != "enum" && n.Kind != "union" {
				continue
			}
			o := old.Lookup(n.ID)
			if o == nil || o.Type == n.Type {
				continue
			}
			before, after := parseHeader(o.Type).params, parseHeader(n.Type).params
			if len(after) <= len(before) {
				continue
			}
			m := map[string]string{}
			for _, p := range after[len(before):] {
				if name, def, ok := cut(p, " = "); ok && strings.HasPrefix(name, "T") {
					m[name] = def
				}
			}
			if len(m) == len(after)-len(before) {
				extra[n.ID] = m
			}
		}
		if len(extra) == 0 {
			return
		}
		for i := range new.Items {
			it := &new.Items[i]
			m := extra[it.Parent]
			if p := new.Lookup(it.Parent); m == nil && p != nil && p.Kind == "variant" {
				m = extra[p.Parent]
			}
			if m == nil {
				continue
			}
			trailing := func(s string) string {
				s = replaceWords(s, m)
				for _, def := range m {
					s = strings.ReplaceAll(strings.ReplaceAll(s, ", "+def+">", ">"), "<"+def+">", "")
				}
				// The method's own parameters come later by as many.
				shift := map[string]string{}
				for k := range 20 {
					shift[fmt.Sprintf("T%d", k+len(m))] = fmt.Sprintf("T%d", k)
				}
				for k := range 20 {
					if name := fmt.Sprintf("T%d", k); m[name] == "" && old.Lookup(it.Parent) != nil && k < len(parseHeader(old.Lookup(it.Parent).Type).params) {
						shift[name] = name
					}
				}
				return replaceWords(s, shift)
			}
			it.Type, it.Value = trailing(it.Type), trailing(it.Value)
			if it.Kind == "impl" || strings.Contains(it.ID, "<") {
				it.ID = trailing(it.ID)
			}
			if o := old.Lookup(it.Parent); o != nil && it.Kind != "impl" {
				var plain []string
				for k := range parseHeader(o.Type).params {
					plain = append(plain, fmt.Sprintf("T%d", k))
				}
				it.ID = strings.Replace(it.ID, it.Parent+"<"+strings.Join(plain, ", ")+">::", it.Parent+"::", 1)
			}
		}
		new.Items = slices.CompactFunc(sorted(new.Items), func(a, b api.Item) bool { return a.ID == b.ID })
		_ = new.Seal()
	}
	fill(j.old, j.new)
	fill(j.new, j.old)
}

func sorted(items []api.Item) []api.Item {
	slices.SortStableFunc(items, func(a, b api.Item) int { return strings.Compare(a.ID, b.ID) })
	return items
}

// A cause is an alias that no longer means what it did. Signatures that are
// written with it changed for that alone: they are told with the alias.
type cause struct {
	item     string
	from, to string
	also     []string
}

func (j *judge) findCauses() {
	for i := range j.old.Items {
		o := &j.old.Items[i]
		n := j.new.Lookup(o.ID)
		if n == nil || o.Kind != "type-alias" && n.Kind != "type-alias" && o.Kind != "reexport" && n.Kind != "reexport" {
			continue
		}
		means := func(it *api.Item) string {
			switch it.Kind {
			case "type-alias":
				if !strings.HasPrefix(it.Type, "= ") {
					return "" // generic
				}
				return it.Type[2:]
			case "reexport":
				return it.Type
			}
			return it.ID
		}
		if a, b := means(o), means(n); a != b && a != "" && b != "" {
			j.causes = append(j.causes, &cause{item: o.ID, from: a, to: b})
		}
	}
}

// explain returns the old text as it would be now for the changed aliases in
// it, where that makes it the new one.
func (j *judge) explain(item, old, new string) string {
	if old == new || len(j.causes) == 0 {
		return old
	}
	text := old
	var used []*cause
	for _, c := range j.causes {
		if c.item == item || !strings.Contains(text, c.from) {
			continue
		}
		text = replaceType(text, c.from, c.to)
		used = append(used, c)
		if text == new {
			break
		}
	}
	if text != new {
		return old
	}
	for _, c := range used {
		c.also = append(c.also, item)
	}
	return new
}

// replaceType replaces a type where it stands as a whole.
func replaceType(s, from, to string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, from)
		if i < 0 {
			return b.String() + s
		}
		end := i + len(from)
		whole := (i == 0 || !isIdentByte(s[i-1]) && s[i-1] != ':') && (end == len(s) || !isIdentByte(s[end]) && s[end] != '<' && !strings.HasPrefix(s[end:], "::"))
		b.WriteString(s[:i])
		if whole {
			b.WriteString(to)
		} else {
			b.WriteString(from)
		}
		s = s[end:]
	}
}

// maybeSame reports whether two types differ in nothing but where other
// crates name a type of one name: crates show each other's types, and which
// is which does not stand in the source of this one.
func (j *judge) maybeSame(a, b string) bool {
	short := func(s string) string {
		return pathRE.ReplaceAllStringFunc(s, func(p string) string {
			head, _, _ := strings.Cut(p, "::")
			if head == j.lib {
				return p
			}
			return lastSegment(p)
		})
	}
	return a != b && short(a) == short(b)
}

var pathRE = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*(::[A-Za-z_][A-Za-z0-9_]*)+`)

type judge struct {
	old, new *api.Surface
	causes   []*cause
	lib      string // the name of the crate
	depth    int    // of implements inside of itself
}

func clone(s *api.Surface) *api.Surface {
	t := *s
	t.Items = slices.Clone(s.Items)
	return &t
}

// pairValues gives a name of the value namespace the same ID on both sides,
// when on one of them a type has taken it.
func (j *judge) pairValues() {
	const mark = " (value)"
	fix := func(a, b *api.Surface) {
		for i := range a.Items {
			base, ok := strings.CutSuffix(a.Items[i].ID, mark)
			if !ok || b.Lookup(a.Items[i].ID) != nil {
				continue
			}
			if other := b.Lookup(base); other != nil && valueKind(other.Kind) && b.Lookup(base+mark) == nil {
				other.ID += mark
			}
		}
	}
	fix(j.old, j.new)
	fix(j.new, j.old)
	// What another crate shows by a re-export may be a macro or a function
	// when this one declares it.
	declared := func(a, b *api.Surface) {
		for i := range a.Items {
			it := &a.Items[i]
			if it.Kind != "reexport" || a.Lookup(it.Type) != nil || b.Lookup(it.ID) != nil {
				continue
			}
			if b.Lookup(it.ID+"!") != nil && a.Lookup(it.ID+"!") == nil {
				it.ID += "!"
			}
		}
		_ = a.Seal()
	}
	declared(j.old, j.new)
	declared(j.new, j.old)
	_ = j.old.Seal()
	_ = j.new.Seal()
}

func valueKind(kind string) bool { return kind == "fn" || kind == "const" || kind == "static" }

// definitions are the kinds of items that may have several paths.
var definitions = map[string]bool{"module": true, "struct": true, "enum": true, "union": true, "trait": true, "type-alias": true, "fn": true,
	"const": true, "static": true, "macro": true, "derive-macro": true, "attribute-macro": true, "proc-macro": true, "foreign-type": true}

// pairPaths gives a definition the same ID on both sides where any of its
// paths leads to it on both: which of them is the canonical one may differ.
// Modules come first, since their paths are part of all others.
func (j *judge) pairPaths() {
	for _, modules := range []bool{true, false} {
		o, n := newLinks(j.old), newLinks(j.new)
		inOld, inNew := map[string]string{}, map[string]string{}
		taken := map[string]bool{}
		for i := range j.old.Items {
			it := &j.old.Items[i]
			if !definitions[it.Kind] || (it.Kind == "module") != modules {
				continue
			}
			at := n.best(it, o)
			if at == "" || taken[at] {
				continue
			}
			taken[at] = true
			to := common(it.ID, at, o, n)
			if to != it.ID {
				inOld[it.ID] = to
			}
			if to != at {
				inNew[at] = to
			}
		}
		rename(j.old, inOld)
		rename(j.new, inNew)
	}
}

// links are the paths of a surface that lead to definitions elsewhere in it.
type links struct {
	surface *api.Surface
	target  map[string]string
	paths   map[string][]string // of a definition, other than its own
}

// newLinks collects the re-exports of a surface. An alias for the whole of
// another type counts as one, unless the type's name is a constructor too.
func newLinks(s *api.Surface) *links {
	l := &links{surface: s, target: map[string]string{}, paths: map[string][]string{}}
	for i := range s.Items {
		it := &s.Items[i]
		to := ""
		switch it.Kind {
		case "reexport":
			to = it.Type
		case "type-alias":
			to = sameType(it)
			if t := s.Lookup(to); t == nil || t.Kind != "union" && (t.Kind != "struct" || shapeOf(t) != "named") {
				continue
			}
		}
		if t := s.Lookup(to); to != it.ID && t != nil && definitions[t.Kind] {
			l.target[it.ID] = to
			l.paths[to] = append(l.paths[to], it.ID)
		}
	}
	return l
}

// follow returns the definition that a path leads to, as far as links go.
func (l *links) follow(id string) string {
	for range 20 {
		rest, found := "", false
		for at := id; at != ""; {
			if t, ok := l.target[at]; ok {
				id, found = t+rest, true
				break
			}
			n := strings.LastIndex(at, "::")
			if n < 0 {
				break
			}
			at, rest = at[:n], at[n:]+rest
		}
		if !found {
			break
		}
	}
	return id
}

// best finds the definition of this side that most paths of one of the other
// side lead to; of several the one with the fewest paths of its own.
func (l *links) best(it *api.Item, o *links) string {
	votes := map[string]int{}
	for _, p := range append([]string{it.ID}, o.paths[it.ID]...) {
		to := l.follow(p)
		if n := l.surface.Lookup(to); n != nil && n.Kind == it.Kind {
			votes[to]++
		}
	}
	best := ""
	for _, to := range slices.Sorted(maps.Keys(votes)) {
		switch {
		case best == "", votes[to] > votes[best],
			votes[to] == votes[best] && len(l.paths[to]) < len(l.paths[best]),
			votes[to] == votes[best] && len(l.paths[to]) == len(l.paths[best]) && to == it.ID:
			best = to
		}
	}
	return best
}

// common returns the shortest path that leads to both definitions.
func common(o, n string, old, new *links) string {
	if o == n {
		return o
	}
	best := ""
	consider := func(p string) {
		if old.follow(p) == o && new.follow(p) == n && (best == "" || len(p) < len(best) || len(p) == len(best) && p < best) {
			best = p
		}
	}
	for _, p := range append([]string{o}, old.paths[o]...) {
		consider(p)
	}
	for _, p := range append([]string{n}, new.paths[n]...) {
		consider(p)
	}
	if best == "" {
		return o
	}
	return best
}

// rename gives definitions other IDs, and leaves re-exports where they were.
func rename(s *api.Surface, to map[string]string) {
	if len(to) == 0 {
		return
	}
	gone := map[string]bool{}
	for _, p := range to {
		gone[p] = true
	}
	var items []api.Item
	for i := range s.Items {
		it := s.Items[i]
		if p, ok := to[it.ID]; ok {
			items = append(items, api.Item{ID: it.ID, Parent: it.Parent, Kind: "reexport", Type: p, Pos: it.Pos})
			if n := strings.LastIndex(p, "::"); n > 0 {
				it.Parent = p[:n]
			}
		} else if gone[it.ID] && (it.Kind == "reexport" || it.Kind == "type-alias") {
			continue // now the definition itself
		}
		it.ID = replacePaths(it.ID, to)
		if it.Kind != "module" || to[it.ID] == "" {
			it.Parent = replacePaths(it.Parent, to)
		}
		it.Type = replacePaths(it.Type, to)
		it.Value = replacePaths(it.Value, to)
		if v, ok := it.Facts.Get("supertraits"); ok {
			it.Facts = it.Facts.With("supertraits", replacePaths(v, to))
		}
		items = append(items, it)
	}
	// A re-export gives way to what now stands at its path.
	slices.SortStableFunc(items, func(a, b api.Item) int {
		if c := strings.Compare(a.ID, b.ID); c != 0 {
			return c
		}
		if (a.Kind == "reexport") != (b.Kind == "reexport") {
			if a.Kind == "reexport" {
				return 1
			}
			return -1
		}
		return 0
	})
	s.Items = slices.CompactFunc(items, func(a, b api.Item) bool { return a.ID == b.ID })
	_ = s.Seal()
}

// sameType returns the type that an alias names with its own parameters and
// nothing else, or "".
func sameType(alias *api.Item) string {
	head, body := headOf(alias.Type), bodyOf(alias.Type)
	if head == "" {
		return body
	}
	if rest, ok := strings.CutSuffix(body, head); ok {
		return rest
	}
	return ""
}

// pairVariants gives both sides the same items ID@PROFILES, where one of them
// tells profiles apart and the other does not.
func (j *judge) pairVariants() {
	fix := func(a, b *api.Surface) {
		var extra []api.Item
		for i := range a.Items {
			base, profiles, ok := strings.Cut(a.Items[i].ID, "@")
			if !ok || b.Lookup(a.Items[i].ID) != nil {
				continue
			}
			// What b has for these profiles: an item of its own, or the base.
			var best *api.Item
			for k := range b.Items {
				if other, p, ok := strings.Cut(b.Items[k].ID, "@"); ok && other == base {
					if subset(strings.Split(profiles, ","), strings.Split(p, ",")) {
						best = &b.Items[k]
					}
				}
			}
			if best == nil {
				best = b.Lookup(base)
				if best != nil {
					if in, ok := best.Facts.Get("profiles"); ok && !subset(strings.Split(profiles, ","), strings.Split(in, ",")) {
						best = nil
					}
				}
			}
			if best != nil {
				it := *best
				it.ID = a.Items[i].ID
				it.Facts = slices.DeleteFunc(slices.Clone(it.Facts), func(f api.Fact) bool { return f.Name == "profiles" || f.Name == "cfg" })
				extra = append(extra, it)
			}
		}
		b.Items = append(b.Items, extra...)
		_ = b.Seal()
	}
	fix(j.old, j.new)
	fix(j.new, j.old)
}

// hidden reports whether an item, or what it stands in, is hidden from the
// documentation on a side.
func hidden(s *api.Surface, id string) bool {
	for range 100 {
		it := s.Lookup(id)
		if it == nil {
			return false
		}
		if it.Facts.Has("doc-hidden") {
			return true
		}
		if it.Parent == "" {
			return false
		}
		id = it.Parent
	}
	return false
}

// judge splits a difference into what users notice, and says of each part
// whether it breaks them.
func (j *judge) judge(c diff.Change) []diff.Change {
	if c.Aspect == diff.AspectGap {
		return []diff.Change{c}
	}
	switch c.Op {
	case diff.Removed:
		return j.removed(c)
	case diff.Added:
		return j.added(c)
	}
	was, is := hidden(j.old, c.Item), hidden(j.new, c.Item)
	switch {
	case was && is:
		return nil
	case was || is:
		// One finding for the item that is hidden, or no longer.
		first := diff.AspectFact + "doc-hidden"
		if c.Aspect == diff.AspectKind && !was && j.new.Lookup(c.Item).Facts.Has("doc-hidden") {
			return []diff.Change{verdict(c, false, fmt.Sprintf("%s became %s, hidden from the documentation", c.Old.Kind, c.New.Kind))}
		}
		if c.Aspect == first && c.Old.Facts.Has("doc-hidden") != c.New.Facts.Has("doc-hidden") {
			return []diff.Change{verdict(c, !is, map[bool]string{true: "it is now hidden from the documentation", false: "it is no longer hidden from the documentation"}[is])}
		}
		return nil
	}
	if strings.Contains(c.Item, "@") && (c.Aspect == diff.AspectFact+"profiles" || c.Aspect == diff.AspectFact+"cfg") {
		return nil
	}
	switch c.Aspect {
	case diff.AspectKind:
		return j.kind(c)
	case diff.AspectType:
		return j.typ(c)
	case diff.AspectValue:
		return j.value(c)
	}
	return j.fact(c, strings.TrimPrefix(c.Aspect, diff.AspectFact))
}

func verdict(c diff.Change, compatible bool, detail string) diff.Change {
	c.Verdict = diff.Incompatible
	if compatible {
		c.Verdict = diff.Compatible
	}
	if detail != "" {
		c.Detail = detail
	}
	return c
}

func (j *judge) removed(c diff.Change) []diff.Change {
	if hidden(j.old, c.Item) || c.OldParent != nil && c.NewParent != nil && hidden(j.new, c.NewParent.ID) {
		return nil
	}
	if base, _, ok := strings.Cut(c.Item, "@"); ok {
		if j.new.Lookup(base) == nil {
			return nil // told with the base
		}
	}
	if j.toldWithParent(c) {
		return nil
	}
	if c.Old.Kind == "dependency" {
		return nil // no longer shown: whatever showed it is told itself
	}
	switch c.Old.Kind {
	case "feature":
		if c.Old.Facts.Has("implicit") {
			c.Doubt = "it was made by an optional dependency, and users rarely name those"
		}
	case "impl":
		if trait, self, ok := cut(strings.TrimPrefix(c.Old.ID, "impl "), " for "); ok && j.implements(self, trait) == "yes" {
			return []diff.Change{verdict(c, true, "another implementation covers it")}
		}
		for i := range j.new.Items {
			if n := &j.new.Items[i]; n.Kind == "impl" && j.old.Lookup(n.ID) == nil && j.maybeSame(c.Old.ID, n.ID) {
				c.Doubt = "it may be " + n.ID + " now: other crates may call one trait by both names"
				return []diff.Change{verdict(c, false, "")}
			}
		}
		if w := j.widerImpl(c.Old); w != "" {
			return []diff.Change{verdict(c, true, "the implementation became part of "+w)}
		}
		if strings.Contains(c.Old.ID, "impl !") {
			return []diff.Change{verdict(c, true, "")}
		}
	case "method", "assoc-const":
		if by := j.instance(c.Old); by != "" {
			return []diff.Change{verdict(c, true, "it became part of "+by)}
		}
	case "variant":
		if c.OldParent != nil && c.OldParent.Facts.Has("doc-hidden") {
			return nil
		}
	}
	return []diff.Change{verdict(c, false, "")}
}

// toldWithParent reports whether what an item stands in became something
// else as a whole.
func (j *judge) toldWithParent(c diff.Change) bool {
	o, n := c.OldParent, c.NewParent
	if o == nil || n == nil {
		return false
	}
	if o.Kind != n.Kind {
		return true
	}
	it := c.Old
	if it == nil {
		it = c.New
	}
	return it.Kind == "field" && shapeOf(o) != shapeOf(n) && (o.Kind == "variant" || hasMember(j.old, "field", o.ID, true) || constructible(o, j.old))
}

// hasMember reports whether something of the kind stands in an item; visible
// leaves out what is hidden from the documentation.
func hasMember(s *api.Surface, kind, parent string, visible bool) bool {
	for i := range s.Items {
		if it := &s.Items[i]; it.Parent == parent && it.Kind == kind && !(visible && it.Facts.Has("doc-hidden")) {
			return true
		}
	}
	return false
}

// instance finds the item that has taken the place of one for fewer instances
// of a type: Foo<u8>::new became Foo::new. "" when there is none that fits.
func (j *judge) instance(it *api.Item) string {
	i := strings.Index(it.ID, "<")
	if i < 0 {
		return ""
	}
	end := closing(it.ID, i)
	if end+1 >= len(it.ID) {
		return ""
	}
	base, args, rest := it.ID[:i], it.ID[i:end+1], it.ID[end+1:]
	for k := range j.new.Items {
		n := &j.new.Items[k]
		if n.Kind != it.Kind || n.Parent != it.Parent || !strings.HasSuffix(n.ID, rest) || !strings.HasPrefix(n.ID, base) {
			continue
		}
		bind := map[string]string{}
		pattern := strings.TrimSuffix(strings.TrimPrefix(n.ID, base), rest)
		if pattern == "" {
			for at, a := range split(args[1:len(args)-1], ", ") {
				bind[fmt.Sprintf("T%d", at)] = a
			}
		} else if !unify(pattern, args, bind) {
			continue
		}
		o, s := parseSignature(it.Type), parseSignature(replaceWords(n.Type, bind))
		if !slices.Equal(o.inputs, s.inputs) || o.result != s.result || o.receiver != s.receiver {
			continue
		}
		if j.meetsAll(s.where) {
			return n.ID
		}
	}
	return ""
}

func (j *judge) meetsAll(where map[string][]string) bool {
	for ty, bounds := range where {
		for _, b := range bounds {
			if !strings.HasPrefix(b, "?") && !strings.HasPrefix(b, "'") && j.implements(ty, b) != "yes" {
				return false
			}
		}
	}
	return true
}

// widerImpl finds a new impl of the same trait that covers the removed one: a
// blanket impl, or one for all instances of the type.
func (j *judge) widerImpl(it *api.Item) string {
	trait, self, ok := cut(strings.TrimPrefix(it.ID, "impl "), " for ")
	if !ok {
		return ""
	}
	for i := range j.new.Items {
		n := &j.new.Items[i]
		if n.Kind != "impl" || n.ID == it.ID || j.old.Lookup(n.ID) != nil {
			continue
		}
		t2, s2, ok := cut(strings.TrimPrefix(n.ID, "impl "), " for ")
		if !ok {
			continue
		}
		bind := map[string]string{}
		if unify(s2, self, bind) && unify(t2, trait, bind) && j.holds(n, bind) {
			return n.ID
		}
	}
	return ""
}

// holds reports whether the bounds of an impl are met by the types that its
// parameters stand for, as far as the surfaces tell.
func (j *judge) holds(n *api.Item, bind map[string]string) bool {
	j.depth++
	defer func() { j.depth-- }()
	for subject, bounds := range whereOf(strings.TrimPrefix(n.Type, "where ")) {
		ty := replaceWords(subject, bind)
		for _, b := range bounds {
			if strings.HasPrefix(b, "?") || strings.HasPrefix(b, "'") {
				continue
			}
			if j.implements(ty, replaceWords(b, bind)) != "yes" {
				return false
			}
		}
	}
	return true
}

func (j *judge) added(c diff.Change) []diff.Change {
	inHidden := c.OldParent != nil && (hidden(j.old, c.OldParent.ID) || hidden(j.new, c.OldParent.ID))
	if inHidden || hidden(j.new, c.Item) && c.New.Kind != "field" && c.New.Kind != "variant" {
		return nil
	}
	if strings.Contains(c.Item, "@") || c.New.Kind == "dependency" || j.toldWithParent(c) {
		return nil
	}
	sealed := c.OldParent != nil && c.OldParent.Facts.Has("sealed")
	ok := true
	detail := ""
	switch c.New.Kind {
	case "field":
		switch {
		case c.NewParent != nil && c.NewParent.Kind == "variant":
			ok = c.OldParent == nil || c.OldParent.Facts.Has("non-exhaustive")
		case c.NewParent != nil && c.NewParent.Kind == "union":
			ok = true
		default:
			ok = c.OldParent == nil || !constructible(c.OldParent, j.old)
		}
		if !ok && c.OldParent.Facts.Has("private-fields") {
			ok = true
		}
		if ok && hidden(j.new, c.Item) {
			return nil
		}
	case "variant":
		ok = c.OldParent == nil || c.OldParent.Facts.Has("non-exhaustive")
		if ok && hidden(j.new, c.Item) {
			return nil
		}
	case "method", "assoc-const", "assoc-type":
		if c.NewParent != nil && c.NewParent.Kind == "trait" {
			ok = c.New.Facts.Has("default") || sealed
			if !ok && c.OldParent != nil {
				if v, _ := c.OldParent.Facts.Get("supertraits"); j.blanketFor(c.OldParent.ID, split(v, " + ")) {
					return []diff.Change{verdict(c, true, "a blanket implementation covers whatever could implement the trait")}
				}
			}
			if c.New.Kind == "assoc-type" && c.OldParent != nil && c.NewParent != nil && c.OldParent.Facts.Has("dyn") && c.NewParent.Facts.Has("dyn") && !strings.Contains(c.New.Type, "where Self: ") {
				ok = false // dyn Trait must name it
			}
			if ok && !c.New.Facts.Has("default") {
				detail = "the trait is sealed: nobody else implements it"
			}
		}
	case "impl":
		if c.New.Facts.Has("blanket") {
			// It overlaps with what users implement, where they can.
			if c.OldParent != nil && c.OldParent.Kind == "trait" && !sealed {
				ok = false
			}
			c.Aspect = aspectBlanket
			if w := j.coveredBefore(c.New); w {
				ok = true
			}
		}
		if strings.HasPrefix(c.New.ID, "impl std::ops::Drop for ") && c.OldParent != nil && strings.HasPrefix(c.OldParent.Type, "<") {
			c.Aspect, ok = aspectDrop, false
			if !hasMember(j.old, "field", c.OldParent.ID, true) {
				c.Doubt = "values that it borrows from must now outlive it"
			}
		}
		if strings.HasPrefix(c.New.ID, "impl std::ops::Drop for ") && c.OldParent != nil && c.OldParent.Kind == "struct" && hasMember(j.old, "field", c.OldParent.ID, true) {
			c.Aspect, ok = aspectDrop, false
		}
		if strings.HasPrefix(c.New.ID, "impl std::marker::Copy for ") && c.OldParent != nil {
			c.Aspect, ok = aspectCopy, false
		}
	}
	return []diff.Change{verdict(c, ok, detail)}
}

// coveredBefore reports whether an old impl covered what the new one does.
func (j *judge) coveredBefore(it *api.Item) bool {
	trait, self, ok := cut(strings.TrimPrefix(it.ID, "impl "), " for ")
	if !ok {
		return false
	}
	for i := range j.old.Items {
		o := &j.old.Items[i]
		if o.Kind != "impl" {
			continue
		}
		if t2, s2, ok := cut(strings.TrimPrefix(o.ID, "impl "), " for "); ok && o.ID != it.ID {
			bind := map[string]string{}
			if unify(s2, self, bind) && unify(t2, trait, bind) && o.Type == "" {
				return true
			}
		}
	}
	return false
}

// constructible reports whether users can write a struct's literal.
func constructible(s *api.Item, in *api.Surface) bool {
	return s.Kind == "struct" && !s.Facts.Has("non-exhaustive") && !s.Facts.Has("private-fields")
}

func (j *judge) kind(c diff.Change) []diff.Change {
	o, n := c.Old, c.New
	alias := func(it *api.Item) string {
		if it.Kind == "type-alias" {
			return sameType(it)
		}
		return it.Type
	}
	switch {
	case o.Kind == "type-alias" && n.Kind == "reexport", o.Kind == "reexport" && n.Kind == "type-alias":
		if alias(o) == alias(n) {
			target := j.new.Lookup(alias(n))
			named := target != nil && (target.Facts.Has("shape") && shapeOf(target) == "named")
			if target == nil && !strings.HasPrefix(alias(n), "std::") {
				c.Doubt = "a constructor of the other crate's type may be gone"
			}
			ok := n.Kind == "reexport" || named || strings.HasPrefix(alias(n), "std::")
			return []diff.Change{verdict(c, ok, fmt.Sprintf("%s became %s", o.Kind, n.Kind))}
		}
	case o.Kind == "macro" && strings.HasSuffix(n.Kind, "macro"):
		c.Doubt = "what a procedural macro accepts does not show"
		return []diff.Change{verdict(c, false, fmt.Sprintf("%s became %s", o.Kind, n.Kind))}
	case (o.Kind == "type-alias" || n.Kind == "type-alias") && strings.Contains(o.Type+n.Type, private):
		a, b := parseHeader(headOf(o.Type+" = ")), parseHeader(headOf(n.Type+" = "))
		if len(a.lifetimes) == len(b.lifetimes) && kinds(a.params) == kinds(b.params) {
			c.Doubt = "one of them is an alias for a type that has no other name"
		}
		return []diff.Change{verdict(c, false, fmt.Sprintf("%s became %s", o.Kind, n.Kind))}
	case n.Kind == "reexport" && o.Kind != "type-alias" && j.new.Lookup(n.Type) != nil:
		// The old definition became another name of something else.
		return []diff.Change{verdict(c, false, fmt.Sprintf("%s became another name of %s", o.Kind, n.Type))}
	case n.Kind == "reexport":
		c.Doubt = "it is now defined in another crate, as " + n.Type + ": cannot tell whether that is the same"
		return []diff.Change{verdict(c, false, fmt.Sprintf("%s became a re-export of %s", o.Kind, n.Type))}
	case o.Kind == "reexport" && j.old.Lookup(o.Type) == nil:
		c.Doubt = "it was defined in another crate, as " + o.Type
		return []diff.Change{verdict(c, false, fmt.Sprintf("re-export of %s became %s", o.Type, n.Kind))}
	}
	return []diff.Change{verdict(c, false, fmt.Sprintf("%s became %s", o.Kind, n.Kind))}
}

func shapeOf(it *api.Item) string { s, _ := it.Facts.Get("shape"); return s }

func (j *judge) value(c diff.Change) []diff.Change {
	switch c.Item != "" && c.Old != nil {
	case c.Old.Kind == "impl":
		return j.associated(c)
	case c.Old.Kind == "variant":
		if c.Old.Value == "" || c.New.Value == "" {
			return nil // told with the enum
		}
	case c.Old.Kind == "derive-macro":
		lost := slices.DeleteFunc(strings.Split(c.Old.Value, ", "), func(h string) bool {
			return h == "" || slices.Contains(strings.Split(c.New.Value, ", "), h)
		})
		return []diff.Change{verdict(c, len(lost) == 0, fmt.Sprintf("helper attributes %s became %s", quoteOr(c.Old.Value), quoteOr(c.New.Value)))}
	}
	if (c.Old.Kind == "const" || c.Old.Kind == "assoc-const") && (c.Old.Value == "" || c.New.Value == "") {
		return nil // one of them is not known
	}
	return []diff.Change{verdict(c, c.Old.Kind != "variant", "")}
}

func quoteOr(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// associated compares the associated types of an impl.
func (j *judge) associated(c diff.Change) []diff.Change {
	read := func(s string) map[string]string {
		m := map[string]string{}
		for _, b := range split(s, ", ") {
			if n, t, ok := cut(b, " = "); ok {
				m[n] = t
			}
		}
		return m
	}
	o, n := read(c.Old.Value), read(c.New.Value)
	compatible := true
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if n[name] == "" {
			compatible = false
			parts = append(parts, name+" is gone")
		} else if n[name] != o[name] {
			if j.explain(c.Item, o[name], n[name]) == n[name] || withoutLifetimes(n[name]) == withoutLifetimes(o[name]) {
				continue
			}
			compatible = false
			parts = append(parts, fmt.Sprintf("%s = %s became %s", name, o[name], n[name]))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	d := verdict(c, compatible, strings.Join(parts, "; "))
	j.doubtPrivate(&d, c.Old.Value, c.New.Value)
	return []diff.Change{d}
}

// fact judges a changed fact.
func (j *judge) fact(c diff.Change, name string) []diff.Change {
	o, had := c.Old.Facts.Get(name)
	n, has := c.New.Facts.Get(name)
	ofTrait := c.OldParent != nil && c.OldParent.Kind == "trait"
	sealed := c.Old.Facts.Has("sealed") || ofTrait && c.OldParent.Facts.Has("sealed")
	one := func(compatible bool, detail string) []diff.Change {
		return []diff.Change{verdict(c, compatible, detail)}
	}
	switch name {
	case "profiles", "cfg":
		return j.conditions(c, name)
	case "private-fields":
		if has && (!constructible(c.Old, j.old) || shapeOf(c.Old) != shapeOf(c.New)) {
			return nil
		}
		return one(!has, map[bool]string{true: "it now has private fields: users cannot write its literal", false: "all its fields are public now"}[has])
	case "impl-params", "implicit":
		return nil
	case "enables":
		return j.enables(c, o, n)
	case "empty":
		return nil
	case "unit-only":
		// Casts need every variant to be a unit.
		if has || c.New.Facts.Has("repr-int") || !hasMember(j.new, "variant", c.Item, false) {
			return nil
		}
		return one(false, "its variants can no longer be cast to integers")
	case "unsized":
		return one(!has, map[bool]string{true: "its size is no longer known", false: "its size is known now"}[has])
	case "links":
		return one(false, fmt.Sprintf("it linked to %s, and links to %s", quoteOr(o), quoteOr(n)))
	case "shape":
		return j.shape(c, o, n)
	case "edition", "rust-version":
		if name == "rust-version" && had && has && !newer(n, o) && !newer(o, n) {
			return nil // 1.70 is 1.70.0
		}
		if name == "rust-version" && (!has || had && !newer(n, o)) {
			return one(true, "")
		}
		return one(name == "edition", "")
	case "no-std":
		return one(has, "")
	case "proc-macro":
		return one(false, "")
	case "non-exhaustive":
		if has && c.Old.Kind == "struct" && c.Old.Facts.Has("private-fields") || had && c.New.Kind == "struct" && c.New.Facts.Has("private-fields") {
			return nil // users could not write its literal, and cannot
		}
		return one(!has, map[bool]string{true: "it is now non_exhaustive", false: "it is no longer non_exhaustive"}[has])
	case "unsafe":
		switch {
		case c.Old.Kind == "impl" || c.Old.Kind == "trait" && sealed:
			return nil // nobody else implements it
		case c.Old.Kind == "trait":
			return one(false, "")
		case ofTrait && has && sealed:
			return one(false, "")
		case ofTrait:
			return one(!has && sealed, "")
		}
		return one(!has, "")
	case "default":
		return one(has || sealed, "")
	case "supertraits":
		return j.supertraits(c, o, n, sealed)
	case "dyn":
		return one(has, map[bool]string{true: "it can be a trait object now", false: "it can no longer be a trait object"}[has])
	case "sealed":
		if had && has {
			return one(true, "it is sealed in another way")
		}
		return one(!has, map[bool]string{true: "other crates can no longer implement it", false: "other crates can implement it now"}[has])
	case "const":
		return one(has, "")
	case "target-feature":
		return j.targetFeatures(c, o, n)
	case "layout":
		// What stands before the last public field must stay.
		if had && has {
			before, after := strings.Split(o, ","), strings.Split(n, ",")
			for len(before) > 0 && before[len(before)-1] == "_" {
				before = before[:len(before)-1]
			}
			before = slices.DeleteFunc(before, func(f string) bool { return f != "_" && !slices.Contains(after, f) })
			if len(before) <= len(after) && slices.Equal(before, after[:len(before)]) {
				return nil
			}
			return one(false, fmt.Sprintf("the order %s became %s", o, n))
		}
		return nil
	case "ordered":
		if !had || !has || o == n {
			return nil
		}
		kept := func(a, b string) []string {
			return slices.DeleteFunc(strings.Split(a, ","), func(x string) bool { return !slices.Contains(strings.Split(b, ","), x) })
		}
		if slices.Equal(kept(o, n), kept(n, o)) {
			return nil
		}
		return one(false, fmt.Sprintf("the order %s became %s", o, n))
	case "repr-c", "repr-transparent", "repr-int", "repr-packed", "repr-align", "repr-simd", "repr-rust":
		if name == "repr-transparent" && had && has {
			return nil // the field became public, or is no longer
		}
		return j.repr(c, name, had, has)
	case "mut":
		return one(false, "")
	case "blanket", factSameRelease:
		return nil
	case "deprecated", "must-use", "unstable":
		return one(true, "")
	}
	for _, t := range autoTraits {
		low := strings.ToLower(t)
		if name == low || name == "not-"+low || name == "maybe-"+low {
			return j.autoTrait(c, t, low)
		}
	}
	return one(false, "")
}

// enables judges the features that a feature turns on. One that is gone is
// told itself.
func (j *judge) enables(c diff.Change, o, n string) []diff.Change {
	after := split(n, ", ")
	var lost, gained []string
	for _, f := range split(o, ", ") {
		if !slices.Contains(after, f) && j.new.Lookup(j.new.Component+"/"+f) != nil {
			lost = append(lost, f)
		}
	}
	for _, f := range after {
		if !slices.Contains(split(o, ", "), f) {
			gained = append(gained, f)
		}
	}
	var list []diff.Change
	if len(lost) > 0 {
		list = append(list, verdict(c, false, "it no longer enables "+strings.Join(lost, ", ")))
	} else if len(gained) > 0 {
		list = append(list, verdict(c, true, "it enables "+strings.Join(gained, ", ")))
	}
	return list
}

// autoTrait judges what a type's auto traits became. Of the three facts that
// may tell of one trait, the first that changed speaks for all.
func (j *judge) autoTrait(c diff.Change, trait, low string) []diff.Change {
	state := func(it *api.Item) string {
		if it.Facts.Has("not-" + low) {
			return "no"
		}
		if it.Facts.Has("maybe-" + low) {
			return "unknown"
		}
		v, _ := it.Facts.Get(low)
		return v // "" is yes, else a condition
	}
	for _, prefix := range []string{"", "maybe-", "not-"} {
		o, had := c.Old.Facts.Get(prefix + low)
		n, has := c.New.Facts.Get(prefix + low)
		if o != n || had != has {
			if c.Aspect != diff.AspectFact+prefix+low {
				return nil
			}
			break
		}
	}
	o, n := state(c.Old), state(c.New)
	c.Aspect = aspectAuto
	switch {
	case o == n || o == "no" && n == "unknown" || o == "unknown" && n != "no":
		return nil
	case o == "unknown":
		c.Doubt = "cannot tell whether it was before"
		return []diff.Change{verdict(c, false, "it is no longer "+trait)}
	case n == "no":
		return []diff.Change{verdict(c, false, "it is no longer "+trait)}
	case n == "unknown":
		v, _ := c.New.Facts.Get("maybe-" + low)
		c.Doubt = "it depends on " + v + ", which is of another crate"
		return []diff.Change{verdict(c, false, "cannot tell whether it is still "+trait+": it now depends on "+v)}
	case o == "no":
		return []diff.Change{verdict(c, true, "it is now "+trait)}
	}
	// Conditions on a parameter that is new are no loss.
	had := len(parseHeader(c.Old.Type).params)
	now := slices.DeleteFunc(strings.Split(n, ", "), func(cond string) bool {
		var k int
		_, err := fmt.Sscanf(cond, "T%d:", &k)
		return err == nil && k >= had
	})
	if subset(now, strings.Split(o, ", ")) || n == "" {
		if len(now) == len(strings.Split(o, ", ")) {
			return nil
		}
		return []diff.Change{verdict(c, true, "it is "+trait+" under fewer conditions")}
	}
	if strings.Contains(n, "an associated type: ") {
		c.Doubt = "it depends on an associated type"
	}
	return []diff.Change{verdict(c, false, fmt.Sprintf("it is %s only where %s", trait, n))}
}

func (j *judge) supertraits(c diff.Change, o, n string, sealed bool) []diff.Change {
	before, after := split(o, " + "), split(n, " + ")
	var lost, gained []string
	for _, b := range before {
		if !slices.Contains(after, b) {
			lost = append(lost, b)
		}
	}
	for _, b := range after {
		if !slices.Contains(before, b) {
			gained = append(gained, b)
		}
	}
	var list []diff.Change
	// ?Sized turns around: with it a trait asks for less.
	less := func(b string) bool { return strings.HasPrefix(b, "?") || strings.HasPrefix(b, "'") && b != "'static" }
	lost = slices.DeleteFunc(lost, less)
	lost = slices.DeleteFunc(lost, func(b string) bool {
		name, _, _ := strings.Cut(b, "<")
		return hidden(j.old, name)
	})
	lost = slices.DeleteFunc(lost, func(b string) bool { return b == private || j.impliedBy(b, after) })
	gained = slices.DeleteFunc(gained, func(b string) bool { return b == private || j.impliedBy(b, before) || j.blanketFor(b, before) })
	gained = slices.DeleteFunc(gained, less)
	if len(lost) > 0 {
		d := c
		d.Op = diff.Changed
		d.Aspect = diff.AspectFact + "supertraits-lost"
		list = append(list, verdict(d, false, "lost the supertrait "+strings.Join(lost, ", ")))
	}
	if len(gained) > 0 {
		list = append(list, verdict(c, sealed, "new supertrait "+strings.Join(gained, ", ")))
	}
	return list
}

// blanketFor reports whether whatever meets the bounds has a trait anyway.
func (j *judge) blanketFor(trait string, bounds []string) bool {
	if trait == "std::any::Any" {
		return slices.Contains(bounds, "'static")
	}
	it := j.new.Lookup("impl " + trait + " for T0")
	if it == nil {
		return false
	}
	for subject, asks := range whereOf(strings.TrimPrefix(it.Type, "where ")) {
		for _, b := range asks {
			if subject != "T0" || !strings.HasPrefix(b, "?") && !slices.Contains(bounds, b) && !j.impliedBy(b, bounds) {
				return false
			}
		}
	}
	return true
}

// impliedBy reports whether a bound is a supertrait of one in the list.
func (j *judge) impliedBy(b string, list []string) bool {
	for _, x := range list {
		if base, _, ok := strings.Cut(x, "<"); ok && base == b || j.hasSuper(x, b, 0) {
			return true
		}
	}
	return false
}

func (j *judge) hasSuper(trait, super string, depth int) bool {
	if depth > 20 {
		return false
	}
	name, args, _ := strings.Cut(trait, "<")
	var supers []string
	if f, shape, ok := strings.Cut(trait, "("); ok { // Fn(A) is FnMut(A) is FnOnce(A)
		switch f {
		case "std::ops::Fn":
			supers = []string{"std::ops::FnMut(" + shape, "std::ops::FnOnce(" + shape}
		case "std::ops::FnMut":
			supers = []string{"std::ops::FnOnce(" + shape}
		}
		return slices.Contains(supers, super)
	}
	if name == "std::iter::Iterator" {
		into := "std::iter::IntoIterator"
		if args != "" {
			into += "<" + args
		}
		return super == into || super == "std::iter::IntoIterator"
	}
	if it := j.new.Lookup(name); it != nil && it.Kind == "trait" {
		v, _ := it.Facts.Get("supertraits")
		supers = split(v, " + ")
	} else if it, ok := std().lookup(name, typeNS); ok {
		supers = strings.Split(it.flag("super"), "+")
	}
	for _, s := range supers {
		if s == super || s != "" && args != "" && super == s+"<"+args || s != "" && j.hasSuper(s, super, depth+1) {
			return true
		}
	}
	return false
}

// shape judges a struct or variant that changed between its three forms.
func (j *judge) shape(c diff.Change, o, n string) []diff.Change {
	if c.Old.Kind == "variant" {
		compatible := c.Old.Facts.Has("non-exhaustive") && o == "unit" // matched as V { .. } only
		return []diff.Change{verdict(c, compatible, fmt.Sprintf("the variant was %s, and is %s", shapeWord(o), shapeWord(n)))}
	}
	public := hasMember(j.old, "field", c.Item, true)
	// Without public fields nobody can tell, but for what can be constructed.
	ok := !public && !constructible(c.Old, j.old)
	if !public && o == "named" && c.Old.Facts.Has("empty") && !c.New.Facts.Has("private-fields") && !hasMember(j.new, "field", c.Item, false) {
		ok = true // S {} is good for all three forms
	}
	return []diff.Change{verdict(c, ok, fmt.Sprintf("the struct was %s, and is %s", shapeWord(o), shapeWord(n)))}
}

func shapeWord(s string) string {
	switch s {
	case "named":
		return "one with named fields"
	case "tuple":
		return "a tuple"
	}
	return "a unit"
}

func (j *judge) repr(c diff.Change, name string, had, has bool) []diff.Change {
	o, _ := c.Old.Facts.Get(name)
	n, _ := c.New.Facts.Get(name)
	ok := false
	switch {
	case !had && has:
		ok = name == "repr-c" && !c.Old.Facts.Has("repr-int") || name == "repr-transparent" || name == "repr-int" && !c.Old.Facts.Has("repr-c") || name == "repr-rust"
	case had && !has:
		ok = name == "repr-rust"
	}
	word := strings.TrimPrefix(name, "repr-")
	if word == "c" {
		word = "C"
	}
	text := func(v string) string {
		if word == "int" {
			return "repr(" + v + ")"
		}
		if v == "" {
			return "repr(" + word + ")"
		}
		return "repr(" + word + "(" + v + "))"
	}
	switch {
	case had && has:
		return []diff.Change{verdict(c, ok, text(o)+" became "+text(n))}
	case has:
		return []diff.Change{verdict(c, ok, text(n)+" is new")}
	}
	return []diff.Change{verdict(c, ok, text(o)+" is gone")}
}

// conditions judges what an item stands under: its cfg, and the profiles that
// have it. The cfg speaks first, as it names the cause.
func (j *judge) conditions(c diff.Change, name string) []diff.Change {
	all := profileNames(j.new)
	in := func(it *api.Item) []string {
		if v, ok := it.Facts.Get("profiles"); ok {
			return strings.Split(v, ",")
		}
		return all
	}
	before, after := in(c.Old), in(c.New)
	oldText, _ := c.Old.Facts.Get("cfg")
	newText, _ := c.New.Facts.Get("cfg")
	if name == "profiles" && oldText != newText {
		return nil // told by the cfg
	}
	if name == "profiles" && j.defaultsChanged(oldText) {
		return nil // told with the feature
	}
	// What stands in something is told with that.
	if c.OldParent != nil && c.NewParent != nil && c.OldParent.Kind != "crate" {
		po, _ := c.OldParent.Facts.Get("cfg")
		pn, _ := c.NewParent.Facts.Get("cfg")
		pio, _ := c.OldParent.Facts.Get("profiles")
		pin, _ := c.NewParent.Facts.Get("profiles")
		if (po != pn || pio != pin) && pn == newText && slices.Equal(in(c.OldParent), before) && slices.Equal(in(c.NewParent), after) {
			return nil
		}
		if po != pn && pn != "" {
			// The parent's new condition with its own old one.
			both := []*cfg{parseCfg(pn)}
			if oldText != "" {
				both = append(both, parseCfg(oldText))
			}
			if now := parseCfg(newText); now != nil && both[0] != nil && both[len(both)-1] != nil {
				if all := gate(both); all != nil && implies(all, now, j.possible()) && implies(now, all, j.possible()) {
					return nil
				}
			}
		}
	}
	c.Aspect = aspectProfiles
	lost := !subset(before, after)
	var was, now *cfg
	if oldText != "" {
		was = parseCfg(oldText)
	}
	if newText != "" {
		now = parseCfg(newText)
	}
	narrower := !implies(was, now, j.possible())
	switch {
	case lost || narrower:
		if newText == "" {
			newText = "the profiles " + strings.Join(after, ", ")
		}
		if !lost && !j.narrowerOnTargets(was, now) {
			c.Doubt = "the targets that were read all have it: others may not"
		} else if !lost && onlyCustom(now) {
			c.Doubt = "it depends on what a build script sets"
		}
		return []diff.Change{verdict(c, false, "it is there only with "+newText)}
	case len(after) > len(before) || !implies(now, was, j.possible()):
		d := "it no longer needs " + quoteOr(oldText)
		if newText != "" {
			d += ", but " + newText
		}
		return []diff.Change{verdict(c, true, d)}
	}
	return nil
}

// narrowerOnTargets asks the same of each target that was read, where nothing
// but features is left open.
func (j *judge) narrowerOnTargets(was, now *cfg) bool {
	for _, triple := range readOptions(j.new.Options).Targets {
		p := &profile{values: targetValues(triple)}
		possible := j.possible()
		if !implies(was, now, func(on map[string]bool) bool {
			for a, set := range on {
				c := parseCfg(a)
				if c == nil || strings.HasPrefix(a, "feature =") {
					continue
				}
				if _, known := p.values[c.name]; known || c.name == "unix" || c.name == "windows" {
					if c.holds(p, nil) != set {
						return false
					}
				}
			}
			return possible(on)
		}) {
			return true
		}
	}
	return false
}

// defaultsChanged reports whether a predicate rests on a feature that became
// a default one, or is one no longer.
func (j *judge) defaultsChanged(text string) bool {
	c := parseCfg(text)
	if c == nil {
		return false
	}
	for _, a := range c.atoms(nil) {
		if f, ok := strings.CutPrefix(a, `feature = "`); ok {
			id := j.new.Component + "/" + strings.TrimSuffix(f, `"`)
			o, n := j.old.Lookup(id), j.new.Lookup(id)
			if o != nil && n != nil && o.Facts.Has("default") != n.Facts.Has("default") {
				return true
			}
		}
	}
	return false
}

// unixes are the operating systems of the unix family.
var unixes = []string{"linux", "macos", "ios", "tvos", "watchos", "visionos", "android", "freebsd", "netbsd", "openbsd", "dragonfly",
	"solaris", "illumos", "aix", "haiku", "nto", "emscripten", "fuchsia", "redox", "hurd", "l4re", "vxworks", "cygwin", "horizon", "vita", "espidf", "nuttx"}

// onlyCustom reports whether a predicate has options of a build script.
func onlyCustom(c *cfg) bool {
	if c == nil {
		return false
	}
	for _, a := range c.atoms(nil) {
		switch {
		case strings.HasPrefix(a, "feature ="), strings.HasPrefix(a, "target_"), a == "unix", a == "windows", strings.HasPrefix(a, "panic"), a == "debug_assertions":
		default:
			return true
		}
	}
	return false
}

// possible refuses assignments that cannot be: a feature without those that it
// enables, two operating systems at once.
func (j *judge) possible() func(map[string]bool) bool {
	return func(on map[string]bool) bool {
		if on["unix"] && on["windows"] {
			return false
		}
		var os, arch int
		for a, set := range on {
			if !set {
				continue
			}
			switch {
			case strings.HasPrefix(a, "target_os ="):
				os++
			case strings.HasPrefix(a, "target_arch ="):
				arch++
			}
			if f, ok := strings.CutPrefix(a, `feature = "`); ok {
				f = strings.TrimSuffix(f, `"`)
				if it := j.new.Lookup(j.new.Component + "/" + f); it != nil {
					enables, _ := it.Facts.Get("enables")
					for e := range strings.SplitSeq(enables, ", ") {
						if v, there := on[`feature = "`+e+`"`]; there && !v {
							return false
						}
					}
				} else if j.old.Lookup(j.old.Component+"/"+f) != nil {
					return false // the feature is gone, which is told itself
				}
			}
		}
		family := func(name string) (set, known bool) {
			set, known = on[name]
			if s, k := on[`target_family = "`+name+`"`]; k {
				if known && s != set {
					return false, false
				}
				return s, true
			}
			return set, known
		}
		if s, k := on["unix"]; k {
			if f, there := on[`target_family = "unix"`]; there && f != s {
				return false
			}
		}
		if s, k := on["windows"]; k {
			if f, there := on[`target_family = "windows"`]; there && f != s {
				return false
			}
		}
		unix, knownUnix := family("unix")
		windows, knownWindows := family("windows")
		if w, there := on[`target_os = "windows"`]; there && (knownWindows && w != windows || w && unix) {
			return false
		}
		for _, name := range unixes {
			if on[`target_os = "`+name+`"`] && (knownUnix && !unix || windows) {
				return false
			}
		}
		return os < 2 && arch < 2
	}
}

func profileNames(s *api.Surface) []string {
	o := readOptions(s.Options)
	var names []string
	features := false
	for _, f := range o.Features {
		features = features || !strings.HasPrefix(f, "cfg:")
	}
	if !features {
		names = []string{"default", "all", "none"}
		return append(names, o.Targets[min(1, len(o.Targets)):]...)
	}
	return o.Targets
}

// newer compares Rust versions.
func newer(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		var n, m int
		if i < len(x) {
			fmt.Sscan(x[i], &n)
		}
		if i < len(y) {
			fmt.Sscan(y[i], &m)
		}
		if n != m {
			return n > m
		}
	}
	return false
}

// targetFeatures judges required target features, with those that they imply
// (https://doc.rust-lang.org/reference/attributes/codegen.html#the-target_feature-attribute).
func (j *judge) targetFeatures(c diff.Change, o, n string) []diff.Change {
	before, after := featureClosure(o), featureClosure(n)
	ofTrait := c.OldParent != nil && c.OldParent.Kind == "trait"
	more := !subset(after, before)
	fewer := !subset(before, after)
	switch {
	case more:
		return []diff.Change{verdict(c, false, fmt.Sprintf("it requires the target features %s", n))}
	case fewer && ofTrait && !c.OldParent.Facts.Has("sealed") && n == "":
		return []diff.Change{verdict(c, false, "it no longer allows implementations to require target features")}
	case fewer:
		return []diff.Change{verdict(c, true, "it requires fewer target features")}
	}
	return nil
}

var featureImplies = map[string]string{
	"sse2": "sse", "sse3": "sse2", "ssse3": "sse3", "sse4.1": "ssse3", "sse4.2": "sse4.1", "avx": "sse4.2", "avx2": "avx", "fma": "avx",
	"f16c": "avx", "aes": "sse2", "pclmulqdq": "sse2", "sha": "sse2", "sse4a": "sse3", "vaes": "avx2,aes", "vpclmulqdq": "avx,pclmulqdq",
	"gfni": "sse2", "avx512f": "avx2,fma,f16c", "avx512bw": "avx512f", "avx512cd": "avx512f", "avx512dq": "avx512f", "avx512vl": "avx512f",
	"avx512vbmi": "avx512bw", "avx512vbmi2": "avx512bw", "avx512vnni": "avx512f", "avx512bitalg": "avx512bw", "avx512vpopcntdq": "avx512f",
	"avx512ifma": "avx512f", "avx512bf16": "avx512bw", "avx512fp16": "avx512bw", "avxvnni": "avx2", "avxifma": "avx2",
	"dotprod": "neon", "fp16": "neon", "sha2": "neon", "sha3": "sha2", "sve": "neon,fp16", "sve2": "sve", "rdm": "neon", "i8mm": "neon", "bf16": "neon",
}

func featureClosure(list string) []string {
	var out []string
	todo := strings.Split(list, ",")
	for len(todo) > 0 {
		f := todo[0]
		todo = todo[1:]
		if f == "" || slices.Contains(out, f) {
			continue
		}
		out = append(out, f)
		todo = append(todo, strings.Split(featureImplies[f], ",")...)
	}
	return out
}
