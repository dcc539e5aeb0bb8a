package python

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// compare implements lang.Language.Compare. What counts is what a path leads
// to: a definition may move as long as its old names still find it.
func compare(old, new *api.Surface) ([]diff.Change, error) {
	c := &comparison{old: newSide(old), new: newSide(new), doubts: diff.NewDoubt(old, new), pairs: map[[2]string]bool{}, members: map[[2]string]int{}, fieldOrder: map[string]bool{}}
	c.relater = &relater{old: c.old, new: c.new}
	c.shared = c.old.supported & c.new.supported
	if c.shared == 0 {
		c.shared = allEnvs
	}
	c.requirements()
	c.rename()
	c.modules()
	c.run()
	return append(c.certain(), c.gaps(old, new)...), nil
}

// gaps are the changes of what cannot be read, but for those that a change of the
// name which stands there tells already.
func (c *comparison) gaps(old, new *api.Surface) []diff.Change {
	told := map[string]bool{}
	for _, ch := range c.changes {
		if ch.Aspect == aspectTarget || ch.Op != diff.Changed && ch.Aspect == "" {
			told[ch.Item] = true
		}
	}
	return slices.DeleteFunc(diff.Gaps(old, new), func(ch diff.Change) bool {
		broken := ch.OldGap != nil && ch.OldGap.Broken || ch.NewGap != nil && ch.NewGap.Broken
		return !broken && told[ch.Item]
	})
}

// certain drops the doubts of changes that break nobody anyway.
func (c *comparison) certain() []diff.Change {
	for i := range c.changes {
		ch := &c.changes[i]
		if ch.Doubt == "" {
			continue
		}
		for _, r := range rules {
			if r.Match(*ch) {
				if r.Impact == compatible {
					ch.Doubt = ""
				}
				break
			}
		}
	}
	return c.changes
}

// A comparison collects changes.
type comparison struct {
	old, new *side
	relater  *relater
	doubts   *diff.Doubt
	shared   envSet // the environments that both sides support
	changes  []diff.Change
	back     *comparison
	// fresh are the paths that only the new side has, by their last names.
	fresh map[string][]string
	// toldParams are the parameters of a function that its findings name,
	// while its overloads are compared.
	toldParams map[string]bool
	// fieldOrder are the named tuples whose fields changed places, which is
	// told for all that follows from it.
	fieldOrder map[string]bool
	pairs      map[[2]string]bool // of items that were compared
	members    map[[2]string]int  // of members that were compared, and the change that says so, + 1
}

// change reports that an item changed.
func (c *comparison) change(aspect string, old, new *api.Item, detail string) *diff.Change {
	ch := diff.Change{Op: diff.Changed, Aspect: aspect, Old: old, New: new, Detail: detail}
	return c.add(ch)
}

func (c *comparison) removed(it *api.Item, detail string) *diff.Change {
	ch := c.add(diff.Change{Op: diff.Removed, Old: it, Detail: detail})
	ch.Doubt = cmp.Or(ch.Doubt, c.doubts.Removed(it), c.dynamicModule(it))
	if it.Facts.Has(factTyping) {
		c.typing(ch)
	}
	return ch
}

func (c *comparison) added(it *api.Item) *diff.Change {
	return c.add(diff.Change{Op: diff.Added, New: it})
}

func (c *comparison) add(ch diff.Change) *diff.Change {
	if it := ch.New; it != nil {
		ch.Item, ch.NewParent = it.ID, c.new.items[it.Parent]
	}
	if it := ch.Old; it != nil {
		ch.Item, ch.OldParent = it.ID, c.old.items[it.Parent]
		if ch.New == nil {
			ch.NewParent = c.new.items[it.Parent]
		}
	}
	if ch.New != nil && ch.Old == nil {
		ch.OldParent = c.old.items[ch.New.Parent]
	}
	if ch.Op != diff.Added && ch.Old != nil && ch.Old.Facts.Has(factImplicit) {
		ch.Doubt = "its module only happens to import it"
	}
	c.changes = append(c.changes, ch)
	return &c.changes[len(c.changes)-1]
}

// maintained are the environments that count where nobody says which are
// supported: the versions of Python that are maintained.
var maintained = since("3.11")

// parentItem is the function of a parameter.
func (c *comparison) parentItem(it *api.Item) *api.Item {
	if p := c.old.items[it.Parent]; p != nil {
		return p
	}
	return it
}

// dynamicModule says why a name that is gone may still be there: its module
// makes names when it is asked.
func (c *comparison) dynamicModule(it *api.Item) string {
	return c.makes(it.Parent, lastName(plain(it.ID)))
}

// makes says why a module may have a name that nothing shows, or is "".
func (c *comparison) makes(module, name string) string {
	m := c.new.items[module]
	if m == nil || m.Kind != kindModule || !m.Facts.Has(factDynamic) {
		return ""
	}
	if lazy, ok := m.Facts.Get(factLazy); ok && lazy != "" {
		if slices.Contains(strings.Split(lazy, ", "), name) {
			return "the __getattr__ of " + m.ID + " may give it"
		}
		return ""
	}
	return m.ID + " makes names when it is imported or asked"
}

// lazy reports the names that a module's __getattr__ gave, and gives no longer.
func (c *comparison) lazy(o, n *api.Item) {
	before, was := o.Facts.Get(factLazy)
	after, is := n.Facts.Get(factLazy)
	if !was {
		return
	}
	if before == "" || after == "" && is {
		if !is {
			c.change(aspectNotDynamic, o, n, "has no __getattr__ any more")
		}
		return
	}
	given := strings.Split(after, ", ")
	for name := range strings.SplitSeq(before, ", ") {
		path := o.ID + "." + name
		if slices.Contains(given, name) || len(c.old.paths[path]) > 0 || len(c.new.paths[path]) > 0 || c.importedAs(path) != "" {
			continue
		}
		c.change(aspectNotDynamic, o, n, "its __getattr__ no longer knows "+name).Item = path
	}
}

// requirements compares what the distribution says of itself.
func (c *comparison) requirements() {
	o, n := c.old.items["requires-python"], c.new.items["requires-python"]
	switch {
	case o != nil && n != nil:
		lost, gained := c.old.supported&^c.new.supported, c.new.supported&^c.old.supported
		before, after := requirement(o), requirement(n)
		if lost != 0 {
			c.change(aspectPythonDropped, o, n, "Python "+lost.String()+" is no longer supported: "+before+" is now "+after)
		}
		if gained != 0 {
			c.change(aspectPythonAdded, o, n, "Python "+gained.String()+" is supported now: "+before+" is now "+after)
		}
		if lost == 0 && gained == 0 && before != after && !o.Facts.Has(factInferred) && !n.Facts.Has(factInferred) {
			c.change(aspectPythonRewritten, o, n, before+" is now "+after)
		}
	case n != nil:
		if lost := allEnvs &^ c.new.supported & since("3.9"); lost != 0 {
			c.change(aspectPythonDropped, nil, n, "Python "+lost.String()+" is not supported, which nothing said before").Doubt = "nothing said before what is supported"
		} else {
			c.change(aspectPythonRewritten, nil, n, requirement(n))
		}
	case o != nil:
		c.change(aspectPythonRewritten, o, nil, "nothing says any more which versions of Python are supported")
	}
	o, n = c.old.items["py.typed"], c.new.items["py.typed"]
	switch {
	case o != nil && n == nil:
		c.removed(o, "the annotations are no longer offered to type checkers")
	case o == nil && n != nil:
		c.added(n)
	}
}

func requirement(it *api.Item) string {
	if it.Value != "" {
		return it.Value
	}
	envs, _ := it.Facts.Get(factEnvs)
	return envs
}

// rename finds the classes and aliases that are known by another path now, so
// that types which mention them compare.
func (c *comparison) rename() {
	for _, path := range sortedNames(c.old.paths) {
		for _, o := range c.old.paths[path] {
			for _, n := range c.new.paths[path] {
				if o.item.ID != n.item.ID && c.new.renamed[n.item.ID] == "" && c.old.items[n.item.ID] == nil {
					c.new.renamed[n.item.ID] = o.item.ID
				}
			}
		}
	}
	for _, path := range sortedNames(c.old.paths) { // moved, and imported back
		if len(c.new.paths[path]) > 0 {
			continue
		}
		for _, n := range c.new.paths[c.importedAs(path)] {
			if o := c.old.paths[path][0].item; c.new.renamed[n.item.ID] == "" && c.old.items[n.item.ID] == nil {
				c.new.renamed[n.item.ID] = o.ID
			}
		}
	}
	// Private classes have no path that counts.
	byName := map[string]string{}
	for _, it := range c.old.surface.Items {
		if it.Facts.Has(factPrivate) && it.Kind == kindClass && c.new.items[it.ID] == nil {
			byName[lastName(it.ID)] = it.ID
		}
	}
	for _, it := range c.new.surface.Items {
		if it.Facts.Has(factPrivate) && it.Kind == kindClass && c.old.items[it.ID] == nil {
			if to := byName[lastName(it.ID)]; to != "" {
				c.new.renamed[it.ID] = to
			}
		}
	}
}

// modules compares what is said of modules themselves.
func (c *comparison) modules() {
	for i := range c.old.surface.Items {
		o := &c.old.surface.Items[i]
		if o.Kind != kindModule {
			continue
		}
		n := c.new.items[o.ID]
		switch {
		case n == nil:
			if p := c.old.items[o.Parent]; p != nil && c.new.items[p.ID] == nil && c.anywhere(p.ID) == nil {
				continue // with its package
			}
			if c.anywhere(o.ID) == nil {
				c.removed(o, "")
			}
		case n.Kind == kindModule:
			c.imports(o, n)
			c.lazy(o, n)
			if o.Facts.Has(factLoaded) && !n.Facts.Has(factLoaded) && c.makes(o.Parent, lastName(o.ID)) == "" {
				c.change(aspectNotLoaded, o, n, "is no longer imported with "+o.Parent+": it has to be imported by itself")
			}
		}
	}
	for i := range c.new.surface.Items {
		n := &c.new.surface.Items[i]
		if n.Kind != kindModule || c.old.items[n.ID] != nil || len(c.old.paths[n.ID]) > 0 {
			continue
		}
		if c.old.items[n.Parent] == nil && n.Parent != "" {
			continue
		}
		c.added(n)
	}
}

// objects leaves modules out: what is imported from a package by the name of one
// of its modules hides that.
func objects(list []leading) []leading {
	return slices.DeleteFunc(slices.Clone(list), func(l leading) bool { return l.item.Kind == kindModule })
}

// leads returns what a path leads to on a side, a module last.
func (c *comparison) leads(x *side, path string) *api.Item {
	list := x.paths[path]
	if o := objects(list); len(o) > 0 {
		return o[0].item
	}
	if len(list) > 0 {
		return list[0].item
	}
	return nil
}

// anywhere returns an item of the new side that a path leads to, or nil.
func (c *comparison) anywhere(path string) *api.Item {
	if list := c.new.paths[path]; len(list) > 0 {
		return list[0].item
	}
	return nil
}

// imports compares where a module can be imported.
func (c *comparison) imports(o, n *api.Item) {
	fails := func(it *api.Item) envSet {
		text, ok := it.Facts.Get(factFails)
		if !ok {
			return 0
		}
		envs, err := parseEnvs(text)
		if err != nil {
			return 0
		}
		return envs & c.shared
	}
	before, after := fails(o), fails(n)
	if !c.old.declared || !c.new.declared {
		before, after = before&maintained, after&maintained
	}
	why := func(it *api.Item) string { text, _ := it.Facts.Get(factWhy); return text }
	report := func(aspect, detail string) {
		// One cause: the package fails with the module, or the other way round.
		for i := range c.changes {
			if ch := &c.changes[i]; ch.Aspect == aspect && ch.Detail == detail {
				ch.Also = append(ch.Also, o.ID)
				return
			}
		}
		ch := c.change(aspect, o, n, detail)
		if aspect == aspectImportFails && (!c.old.declared || !c.new.declared) && after&maintained != maintained {
			ch.Doubt = "the distribution does not say which versions of Python it supports"
		}
	}
	if worse := after &^ before; worse != 0 {
		report(aspectImportFails, "cannot be imported on Python "+worse.String()+": "+why(n))
	}
	if better := before &^ after; better != 0 {
		report(aspectImportMended, "can be imported on Python "+better.String()+" again: no more of "+why(o))
	}
}

// run compares what paths lead to.
func (c *comparison) run() {
	type loss struct {
		item  *api.Item
		paths []string
		some  envSet
	}
	var losses []*loss
	lost := map[*api.Item]*loss{}
	for _, path := range slices.Sorted(maps.Keys(c.old.paths)) {
		before, after := c.old.paths[path], c.new.paths[path]
		before, after = objects(before), objects(after)
		if len(before) == 0 || len(after) == 0 {
			if o, n := c.leads(c.old, path), c.leads(c.new, path); o != nil && n != nil && (o.Kind == kindModule) != (n.Kind == kindModule) {
				c.change(aspectKind, o, n, "was "+article(o.Kind)+", and is "+article(n.Kind))
				continue
			}
			if len(before) == 0 {
				continue
			}
		}
		if len(after) == 0 {
			if after = c.imported(path, before); len(after) == 0 && c.foreign(path, before) {
				continue
			}
		}
		var there envSet
		for _, n := range after {
			there |= n.envs
		}
		for _, o := range before {
			gone := o.envs & c.shared &^ there
			if gone == 0 && (len(after) > 0 || o.envs&c.shared == 0) {
				continue
			}
			l := lost[o.item]
			if l == nil {
				l = &loss{item: o.item}
				lost[o.item] = l
				losses = append(losses, l)
			}
			if gone == o.envs&c.shared {
				l.paths = append(l.paths, path)
			} else {
				l.some |= gone
			}
		}
		for _, o := range before {
			for _, n := range after {
				if o.envs&n.envs&c.shared != 0 || o.envs&c.shared == 0 {
					c.pair(o.item, n.item, path)
					if n.plain && !o.plain && c.old.typed && c.new.typed {
						c.change(aspectHiddenPath, o.item, n.item, "type checkers no longer find it as "+path+": the import does not say that it is public").Item = path
					}
				}
			}
		}
		if gained := there & c.shared; len(after) > 0 {
			var had envSet
			for _, o := range before {
				had |= o.envs
			}
			if gained &^= had; gained != 0 && had&c.shared != 0 {
				c.change(aspectAvailable, before[0].item, after[0].item, "is there on Python "+gained.String()+" now")
			}
		}
	}
	c.splits()
	c.met()
	for _, l := range losses {
		c.lose(l.item, l.paths, l.some)
	}
	for i := range c.old.surface.Items {
		if o := &c.old.surface.Items[i]; strings.HasSuffix(o.ID, "@("+otherwise+")") {
			path := plain(o.ID)
			if n := c.new.items[o.ID]; n != nil {
				c.pair(o, n, o.ID)
			} else if len(c.old.paths[path]) == 0 && len(c.new.paths[path]) == 0 && c.importedAs(path) == "" && c.new.items[o.Parent] != nil {
				c.removed(o, "").Item = path
			}
		}
	}
	c.additions()
}

// imported is what a path leads to by an import that its module does not publish.
func (c *comparison) imported(path string, before []leading) []leading {
	if target := c.importedAs(path); target != "" {
		list := slices.Clone(objects(c.new.paths[target]))
		for i := range list {
			list[i].plain = true
		}
		return list
	}
	return nil
}

// importedAs is the path of what a module imports under a name, without
// publishing it, or "".
func (c *comparison) importedAs(path string) string {
	if m := c.new.items[parentOf(path)]; m != nil {
		return importOf(m, lastName(path))
	}
	return ""
}

// importOf is the path of what a module imports under a name without publishing
// it, or "".
func importOf(module *api.Item, name string) string {
	for pair := range strings.SplitSeq(factOf(module, factImports), ", ") {
		if as, target, ok := strings.Cut(pair, "="); ok && as == name {
			return target
		}
	}
	return ""
}

// foreign reports a name whose definition another distribution has now.
func (c *comparison) foreign(path string, before []leading) bool {
	target := c.importedAs(path)
	if target == "" || len(c.new.paths[target]) > 0 {
		return false
	}
	for _, o := range before {
		if o.implicit {
			continue
		}
		n := &api.Item{ID: path, Parent: parentOf(path), Kind: kindName, Type: target, Pos: c.new.items[parentOf(path)].Pos}
		ch := c.change(aspectTarget, o.item, n, "was "+describeName(o.item)+", and is "+describeName(n))
		ch.Item = path
	}
	return true
}

// lose reports paths that lead to an item no longer.
func (c *comparison) lose(it *api.Item, paths []string, some envSet) {
	// What went with its module is told by the module.
	own := plain(it.ID)
	if some == 0 && len(paths) > 0 {
		if first := c.old.paths[own]; len(first) > 0 && first[0].item != it && plain(first[0].item.ID) == own && len(c.new.paths[own]) == 0 {
			return // one name, in other environments
		}
	}
	paths = slices.DeleteFunc(paths, func(p string) bool {
		m := c.old.items[parentOf(p)]
		if m == nil {
			return false
		}
		if m.Kind == kindModule {
			n := c.new.items[m.ID]
			return n == nil || n.Kind != kindModule
		}
		return m.Kind == kindClass && len(c.new.paths[m.ID]) == 0 // in a class that is gone
	})
	if some != 0 {
		n := c.anywhere(own)
		if n == nil && len(paths) == 0 {
			n = it
		}
		if n != nil {
			c.change(aspectUnavailable, it, n, "is no longer there on Python "+some.String())
		}
	}
	if len(paths) == 0 {
		return
	}
	if slices.Contains(paths, own) {
		detail := ""
		if left := c.elsewhere(it, paths); left != "" {
			c.lostPaths(it, c.anywhere(left), paths, ": it is "+left)
			return
		} else if like := c.likeness(it); like != "" {
			detail = "removed; is it " + like + " now?"
		}
		ch := c.removed(it, detail)
		for _, p := range paths {
			if p != own && !c.implicitPath(it, p) {
				ch.Also = append(ch.Also, p)
			}
		}
		return
	}
	c.lostPaths(it, c.anywhere(own), paths, "")
}

// lostPaths reports paths that find an item no longer, while others do.
func (c *comparison) lostPaths(o, n *api.Item, paths []string, where string) {
	for _, p := range paths {
		if c.implicitPath(o, p) {
			continue
		}
		ch := c.change(aspectPath, o, n, "no longer found as "+p+where)
		ch.Item = p
		ch.Doubt = c.makes(parentOf(p), lastName(p))
	}
}

// implicitPath reports whether a path is one that a module only happens to give.
func (c *comparison) implicitPath(it *api.Item, path string) bool {
	return slices.ContainsFunc(c.old.paths[path], func(l leading) bool { return l.item == it && l.implicit })
}

// elsewhere names a path by which an item that lost some is still found.
func (c *comparison) elsewhere(it *api.Item, lost []string) string {
	for _, path := range append([]string{plain(it.ID)}, c.old.others(it)...) {
		if !slices.Contains(lost, path) && len(c.new.paths[path]) > 0 {
			return path
		}
	}
	return ""
}

// likeness names something new of the same name, as a hint.
func (c *comparison) likeness(it *api.Item) string {
	if c.fresh == nil {
		c.fresh = map[string][]string{}
		for _, path := range slices.Sorted(maps.Keys(c.new.paths)) {
			if len(c.old.paths[path]) == 0 {
				c.fresh[lastName(path)] = append(c.fresh[lastName(path)], path)
			}
		}
	}
	for _, path := range c.fresh[lastName(it.ID)] {
		if c.new.paths[path][0].item.Kind == it.Kind {
			return path
		}
	}
	return ""
}

// additions reports what is new.
func (c *comparison) additions() {
	told, also := map[*api.Item]bool{}, map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(c.new.paths)) {
		if len(c.old.paths[path]) > 0 || c.old.items[path] != nil && c.old.items[path].Kind == kindModule {
			continue
		}
		for _, n := range c.new.paths[path] {
			it := n.item
			if it.Kind == kindModule || n.implicit || c.old.items[path] != nil && c.old.items[path].Kind == kindModule || n.envs&c.shared == 0 && c.shared != allEnvs {
				continue
			}
			parent := c.new.items[parentOf(path)]
			if parent != nil && parent.Kind == kindModule {
				if before := c.old.items[parent.ID]; before == nil || before.Kind != kindModule {
					continue // with its module
				}
			} else if parent != nil && c.old.items[parent.ID] == nil && len(c.old.paths[parent.ID]) == 0 {
				continue // with its class
			}
			if first := c.new.paths[path][0].item; first != it && plain(first.ID) == plain(it.ID) {
				continue // one name, in other environments
			}
			own := plain(it.ID)
			if own != path {
				if also[path] {
					continue
				}
				if c.old.items[own] != nil || len(c.old.paths[own]) > 0 || c.known(it) {
					ch := c.change(aspectNewPath, it, it, "is also found as "+path)
					ch.Item, ch.Old = path, nil
				}
				continue
			}
			if told[it] {
				continue
			}
			if m := c.old.items[parentOf(path)]; m != nil && importOf(m, lastName(path)) != "" && len(c.old.paths[importOf(m, lastName(path))]) == 0 {
				o := &api.Item{ID: path, Parent: m.ID, Kind: kindName, Type: importOf(m, lastName(path)), Pos: m.Pos}
				c.change(aspectTarget, o, it, "was "+describeName(o)+", and is "+describeName(it))
				continue
			}
			if m := c.old.items[parentOf(path)]; m != nil && len(c.old.paths[importOf(m, lastName(path))]) > 0 {
				ch := c.change(aspectNewPath, it, it, "is published as "+path)
				ch.Item, ch.Old = path, nil
				continue
			}
			if c.known(it) {
				ch := c.change(aspectNewPath, it, it, "is found as "+path+" too")
				ch.Item, ch.Old = path, nil
				continue
			}
			told[it] = true
			ch := c.added(it)
			others, _ := it.Facts.Get(factPaths)
			for other := range strings.SplitSeq(others, " | ") {
				other, implicit := strings.CutSuffix(other, "?")
				other, _, _ = strings.Cut(other, "@")
				if parent := c.old.items[parentOf(other)]; other != "" && !implicit && (parent != nil || len(c.old.paths[parentOf(other)]) > 0) {
					ch.Also = append(ch.Also, other)
					also[other] = true
				}
			}
		}
	}
}

// known reports whether an item of the new side was there under another path.
func (c *comparison) known(n *api.Item) bool {
	return slices.ContainsFunc(c.new.others(n), func(other string) bool { return len(c.old.paths[other]) > 0 })
}

// splits reports names that stood for one thing, and stand for two now.
func (c *comparison) splits() {
	first := map[*api.Item]string{}
	for _, path := range slices.Sorted(maps.Keys(c.old.paths)) {
		for _, o := range c.old.paths[path] {
			if o.implicit || o.item.Kind != kindClass {
				continue
			}
			after := c.new.paths[path]
			if len(after) != 1 || len(c.old.paths[path]) != 1 {
				continue
			}
			n := after[0].item
			before, ok := first[o.item]
			if !ok {
				first[o.item] = path
				continue
			}
			if m := c.anywhere(before); m != nil && m != n && len(c.new.paths[before]) == 1 {
				ch := c.change(aspectSplit, o.item, n, "is no longer the same as "+before)
				ch.Item = path
			}
		}
	}
}

// met compares the classes that users cannot name, and meet instances of.
func (c *comparison) met() {
	for i := range c.old.surface.Items {
		o := &c.old.surface.Items[i]
		how := factOf(o, factPrivate)
		if how != "reached" && how != "instance" {
			continue
		}
		n := c.new.items[o.ID]
		for id, to := range c.new.renamed {
			if to == o.ID {
				n = c.new.items[id]
			}
		}
		if n == nil || n.Kind != kindClass {
			continue
		}
		at := len(c.changes)
		c.pair(o, n, o.ID)
		for j := at; j < len(c.changes) && how == "reached"; j++ {
			c.changes[j].Doubt = cmp.Or(c.changes[j].Doubt, "users meet its instances, and cannot name the class")
		}
	}
}

// pair compares two items that one path leads to.
func (c *comparison) pair(o, n *api.Item, path string) {
	key := [2]string{o.ID, n.ID}
	if c.pairs[key] {
		return
	}
	c.pairs[key] = true
	at := len(c.changes)
	c.items(o, n)
	if o.Facts.Has(factImplicit) {
		for i := at; i < len(c.changes); i++ {
			c.changes[i].Doubt = cmp.Or(c.changes[i].Doubt, "its module only happens to import it")
		}
	}
}

// items compares two items that stand for one thing.
func (c *comparison) items(o, n *api.Item) {
	c.deprecation(o, n)
	if n.Facts.Has(factTyping) && !o.Facts.Has(factTyping) {
		c.change(aspectUnavailable, o, n, "is declared for type checkers only now")
	}
	if n.Facts.Has(factOptional) && !o.Facts.Has(factOptional) {
		c.change(aspectUnavailable, o, n, "is there under a condition only").Doubt = "the condition cannot be told"
	}
	callable := func(k string) bool { return k == kindFunction || k == kindMethod }
	switch {
	case o.Kind == kindClass && n.Kind == kindClass:
		c.classes(o, n)
	case callable(o.Kind) && callable(n.Kind):
		c.functions(o, n)
	case o.Kind == kindProperty && n.Kind == kindProperty:
		c.properties(o, n)
	case o.Kind == kindAttribute && n.Kind == kindAttribute:
		c.attributes(o, n)
	case o.Kind == kindAlias && n.Kind == kindAlias:
		c.aliases(o, n)
	case o.Kind == kindName && n.Kind == kindName:
		if o.Type != n.Type && o.Type != "" && n.Type != "" {
			c.change(aspectTarget, o, n, "was "+o.Type+", and is "+n.Type)
		}
	case o.Kind == kindName || n.Kind == kindName:
		ch := c.change(aspectTarget, o, n, describeName(o)+", and is "+describeName(n))
		ch.Detail = "was " + ch.Detail
	default:
		c.kinds(o, n)
	}
}

// calls reports whether a variable holds an instance that can be called.
func (c *comparison) calls(x *side, it *api.Item) bool {
	if it.Kind != kindAttribute || it.Type == "" {
		return true
	}
	class, _ := head(x.typ(it.Type))
	if stdClasses()[class] != nil {
		return class == "type" || x.stdMember(class, "__call__") != ""
	}
	return x.items[class] == nil || x.opaque(class) || x.memberOf(class, "__call__") != nil
}

func describeName(it *api.Item) string {
	switch {
	case it.Kind != kindName:
		return article(it.Kind)
	case it.Type == "":
		return "something that is not in the source"
	}
	if isStandard(it.Type) || !strings.Contains(it.Type, ".") {
		return it.Type + ", of the standard library"
	}
	return it.Type + ", of another distribution"
}

func article(kind string) string {
	if strings.ContainsAny(kind[:1], "aeiou") {
		return "an " + kind
	}
	return "a " + kind
}

func (c *comparison) deprecation(o, n *api.Item) {
	_, was := o.Facts.Get(factDeprecated)
	text, is := n.Facts.Get(factDeprecated)
	switch {
	case is && !was:
		detail := "is deprecated"
		if text != "" {
			detail += ": " + text
		}
		c.change(aspectDeprecated, o, n, detail)
	case was && !is:
		c.change(aspectUndeprecated, o, n, "is no longer deprecated")
	}
}

// kinds compares two items of different kinds.
func (c *comparison) kinds(o, n *api.Item) {
	detail := "was " + article(o.Kind) + ", and is " + article(n.Kind)
	method := func(it *api.Item) bool { return it.Kind == kindMethod || it.Kind == kindFunction }
	data := func(it *api.Item) bool { return it.Kind == kindAttribute || it.Kind == kindProperty }
	switch {
	case method(o) && n.Kind == kindProperty:
		c.change(aspectMethodToProperty, o, n, detail)
	case o.Kind == kindProperty && method(n):
		c.change(aspectPropertyToMethod, o, n, detail)
	case data(o) && data(n):
		c.data(o, n)
	case method(o) && n.Kind == kindClass:
		c.change(aspectFunctionToClass, o, n, detail)
		c.constructors(o, n)
	case o.Kind == kindClass && method(n):
		c.change(aspectClassToFunction, o, n, detail)
	case method(o) && n.Kind == kindAttribute, o.Kind == kindAttribute && method(n):
		if c.calls(c.old, o) && c.calls(c.new, n) {
			c.change(aspectCallableVariable, o, n, detail)
			return
		}
		c.change(aspectKind, o, n, detail)
	case o.Kind == kindAlias && n.Kind == kindClass, o.Kind == kindClass && n.Kind == kindAlias:
		c.change(aspectAliasToClass, o, n, detail)
	case o.Kind == kindAlias && n.Kind == kindAttribute || o.Kind == kindAttribute && n.Kind == kindAlias,
		o.Kind == kindAttribute && o.Type == "" && n.Kind == kindClass, n.Kind == kindAttribute && n.Type == "" && o.Kind == kindClass:
		c.change(aspectCallableVariable, o, n, detail)
	default:
		c.change(aspectKind, o, n, detail)
	}
}
