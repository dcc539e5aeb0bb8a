package c

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/preprocessor"
)

// A face is the API as one profile shows it.
type face struct {
	x        *extraction
	profile  profile
	unit     *preprocessor.Unit
	parser   *parser
	items    map[string]*emitted
	gaps     []api.Gap
	entered  []*preprocessor.File
	skipped  bool
	made     int                // fields
	internal map[int32][]string // by file that is not public: what it declares
	held     []*record          // not public, and a part of what is
	helpers  map[string]*decl   // functions that others in the headers call, by name
	public   map[int32]string   // by file: how users include it; "" for one that is not public
}

// emitted is an item with the condition that it stands under.
type emitted struct {
	api.Item
	cond *preprocessor.Cond
}

// read parses the unit and makes its items.
func (f *face) read() {
	system := map[int32]bool{}
	f.public = map[int32]string{}
	for _, t := range f.unit.Tokens {
		if _, seen := f.public[t.File]; seen || t.File < 0 {
			continue
		}
		name := f.unit.Reader.File(t.File).Name
		system[t.File] = strings.HasPrefix(name, systemRoot+"/")
		f.public[t.File] = f.header(t.File)
	}
	p := newParser(f.profile.dialect, f.unit, system)
	p.standard = standardTypes[f.profile.dialect.target]
	p.internal = map[int32]bool{}
	f.internal = map[int32][]string{}
	for id, header := range f.public {
		p.internal[id] = header == "" && !system[id]
	}
	f.parser = p
	p.parse()
	if !f.profile.unset && !f.profile.off {
		f.readGaps()
	}
	f.headers()
	for _, r := range p.records {
		f.record(r)
	}
	for _, e := range p.enumList {
		f.enum(e)
	}
	for _, d := range p.decls {
		f.declaration(d)
	}
	f.macros()
	f.internalHeaders()
	for _, r := range f.held {
		f.internalRecord(r)
	}
	f.unit, f.parser = nil, nil // only the items are needed from here on
}

// header is how users include a public file, "" for any other.
func (f *face) header(id int32) string {
	if id < 0 {
		return ""
	}
	file := f.unit.Reader.File(id)
	if strings.HasPrefix(file.Name, systemRoot+"/") || f.x.lib.isPrivate(file.Name) {
		return ""
	}
	return f.unit.Headers[id]
}

func (f *face) isPrivateName(name string) bool {
	for _, p := range f.x.lib.private {
		if matchPath(p, name) {
			return true
		}
	}
	return false
}

// readGaps turns what could not be read into gaps of the headers they stand in.
func (f *face) readGaps() {
	for _, list := range [][]preprocessor.Problem{f.unit.Problems, f.parser.problems} {
		for _, pr := range list {
			g := api.Gap{Reason: pr.Text, Digest: api.Digest([]byte(pr.Digest)), Broken: !pr.Beyond}
			if pr.File >= 0 {
				g.Pos = f.parser.position(place{file: pr.File, line: pr.Line}, f.x.lib.root)
				if h := f.unit.Headers[pr.File]; h != "" {
					g.Scope = "<" + h + ">"
				}
			}
			f.gaps = append(f.gaps, g)
		}
	}
}

// headers makes an item of each header that users may include, with those that
// it includes itself.
func (f *face) headers() {
	for _, file := range f.unit.Entered {
		h := f.header(file.ID)
		if h == "" {
			continue
		}
		var names []string
		for _, id := range f.unit.Includes[file.ID] {
			if name := f.unit.Headers[id]; name != "" {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		it := &emitted{Item: api.Item{ID: "<" + h + ">", Kind: "header", Pos: f.parser.position(place{file: file.ID}, f.x.lib.root)}}
		if len(names) > 0 {
			it.Facts = api.Facts{{Name: "includes", Value: strings.Join(slices.Compact(names), " ")}}
		}
		if system := slices.Sorted(slices.Values(f.unit.System[file.ID])); len(system) > 0 {
			it.Facts = it.Facts.With("system-includes", strings.Join(system, " "))
		}
		f.items[it.ID] = it
	}
}

// internalHeaders makes an item of each header that is not public and that public
// ones include: what moves there is not gone.
func (f *face) internalHeaders() {
	for _, file := range f.unit.Entered {
		if !f.parser.internal[file.ID] || f.unit.Headers[file.ID] == "" {
			continue
		}
		it := &emitted{Item: api.Item{ID: "<" + f.unit.Headers[file.ID] + ">", Kind: "header", Facts: api.Facts{{Name: "internal"}}, Pos: f.parser.position(place{file: file.ID}, f.x.lib.root)}}
		var includes []string
		for _, id := range f.unit.Includes[file.ID] {
			includes = append(includes, f.unit.Headers[id])
		}
		if slices.Sort(includes); len(includes) > 0 {
			it.Facts = it.Facts.With("includes", strings.Join(slices.Compact(includes), " "))
		}
		if names := f.internal[file.ID]; len(names) > 0 {
			slices.Sort(names)
			it.Facts = it.Facts.With("declares", strings.Join(slices.Compact(names), ", "))
		}
		if f.items[it.ID] == nil {
			f.items[it.ID] = it
		}
	}
}

// emit enters an item, if its place is public. The first of a name stays.
func (f *face) emit(it api.Item, at place) *emitted {
	header := f.public[at.file]
	if f.parser.internal[at.file] {
		f.internal[at.file] = append(f.internal[at.file], it.ID)
	}
	if header == "" || f.isPrivateName(it.ID) {
		return nil
	}
	if e := f.items[it.ID]; e != nil {
		return nil
	}
	e := &emitted{Item: it, cond: f.unit.Condition(at.guard)}
	e.Pos = f.parser.position(at, f.x.lib.root)
	if it.Parent == "" || it.Kind == "enumerator" {
		e.Facts = e.Facts.With("header", header)
	}
	if e.cond != nil {
		e.Facts = e.Facts.With(f.guardFact(e.cond), e.cond.String())
	}
	f.items[it.ID] = e
	return e
}

// guardFact is the fact that holds a condition: guard where the library's build
// decides, opt-in where the users' code does.
func (f *face) guardFact(c *preprocessor.Cond) string {
	if c.Op == preprocessor.CondAtom {
		if f.unit.Features[c.Name].Configured || !slices.Contains(f.x.unset, c.Name) {
			return "guard"
		}
		return "opt-in"
	}
	for _, k := range c.Kids {
		if f.guardFact(k) == "opt-in" {
			return "opt-in"
		}
	}
	return "guard"
}

// record makes the items of a struct or union that has a name.
func (f *face) record(r *record) {
	if r.tag == "" && r.typedef == "" || r.system {
		return
	}
	if !r.complete && r.typedef == "" && (!r.alone || isStandard(r.word()+" "+r.tag)) {
		return // only mentioned: nobody can lose it
	}
	id := r.id()
	it := api.Item{ID: id, Kind: r.word()}
	if r.typedef != "" && r.tag != "" {
		it.Facts = it.Facts.With("tag", r.tag)
	}
	if !r.complete {
		it.Facts = it.Facts.With("opaque", "")
		f.emit(it, r.declared)
		return
	}
	it.Facts = f.sizeFacts(it.Facts, &typ{kind: kindRecord, record: r})
	it.Facts = attributeFacts(it.Facts, r.attrs, nil)
	if e := f.emit(it, r.at); e != nil {
		f.fields(r, id, 0, true)
	}
}

func (f *face) sizeFacts(facts api.Facts, t *typ) api.Facts {
	if size, align, ok := f.profile.dialect.sizeof(t); ok {
		facts = facts.With("size", strconv.FormatInt(size, 10)).With("align", strconv.FormatInt(align, 10))
	}
	return facts
}

// fields makes the items of the members of a record, at an offset in bits.
// Members of anonymous members are members of the record itself.
func (f *face) fields(r *record, id string, base int64, known bool) {
	f.profile.dialect.layOut(r)
	for i, m := range r.fields {
		if f.made++; f.made > maxFields {
			f.tooMany(id)
			return
		}
		known := known && m.known
		t := m.typ.resolve()
		if m.name == "" {
			if m.bits < 0 && t.kind == kindRecord {
				f.fields(t.record, id, base+m.offset, known)
			}
			continue
		}
		it := api.Item{ID: id + "." + m.name, Parent: id, Kind: "field", Type: f.typeText(m.typ)}
		offset := base + m.offset
		if known {
			at := strconv.FormatInt(offset/8, 10)
			if m.bits >= 0 {
				at += ":" + strconv.FormatInt(offset%8, 10)
			}
			it.Facts = it.Facts.With("offset", at)
		}
		if m.bits >= 0 {
			it.Facts = it.Facts.With("bits", strconv.FormatInt(m.bits, 10))
		} else if size, _, ok := f.profile.dialect.sizeof(m.typ); ok {
			it.Facts = it.Facts.With("size", strconv.FormatInt(size, 10))
		}
		if t.kind == kindArray && t.length <= 0 && t.length != lengthUnknown && i == len(r.fields)-1 {
			it.Facts = it.Facts.With("flexible", "")
		}
		if isPrivateField(m.name) || f.isPrivateName(it.ID) {
			it.Facts = it.Facts.With("private", "")
		}
		it.Facts = attributeFacts(it.Facts, m.attrs, nil)
		if m.notes != "" {
			it.Facts = it.Facts.With("annotations", m.notes)
		}
		if f.profile.unset || f.profile.off {
			// Where it lies depends on what else is there then.
			it.Facts = slices.DeleteFunc(it.Facts, func(fact api.Fact) bool { return fact.Name == "offset" })
		}
		e := &emitted{Item: it, cond: f.unit.Condition(m.at.guard)}
		e.Pos = f.parser.position(m.at, f.x.lib.root)
		if e.cond != nil {
			e.Facts = e.Facts.With(f.guardFact(e.cond), e.cond.String())
		}
		if f.items[it.ID] == nil {
			f.items[it.ID] = e
		}
		// The members of an unnamed record are reached through this one.
		inner := t
		for inner.kind == kindArray {
			inner = inner.elem.resolve()
		}
		if inner.kind == kindRecord && inner.record.tag == "" && inner.record.typedef == "" && inner.record.complete {
			f.fields(inner.record, it.ID, 0, true)
		}
	}
}

// tooMany notes that members are left out.
func (f *face) tooMany(id string) {
	if f.made == maxFields+1 {
		f.gaps = append(f.gaps, api.Gap{Reason: fmt.Sprintf("the structs have more than %d members: those of %s and others are left out", maxFields, id), Digest: api.Digest([]byte(id)), Broken: true})
	}
}

// isPrivateField reports whether a member's name says that it is not for users.
func isPrivateField(name string) bool {
	if strings.HasPrefix(name, "_") {
		return true
	}
	n := strings.ToLower(name)
	for _, word := range []string{"reserved", "private", "padding", "unused", "spare", "opaque", "internal", "dummy"} {
		if strings.HasPrefix(n, word) || strings.HasSuffix(n, word) || strings.Contains(n, "_"+word+"_") {
			return true
		}
	}
	n = strings.TrimRight(n, "0123456789")
	return n == "pad" || strings.HasPrefix(n, "pad_") || strings.HasSuffix(n, "_pad") || n == "priv" || strings.HasSuffix(n, "_priv")
}

// enum makes the items of an enumeration and of its constants.
func (f *face) enum(e *enum) {
	if e.system || !e.complete {
		return
	}
	id := ""
	if e.tag != "" || e.typedef != "" {
		id = e.id()
		it := api.Item{ID: id, Kind: "enum"}
		if e.fixed != nil {
			it.Type = f.typeText(e.fixed)
		}
		if e.typedef != "" && e.tag != "" {
			it.Facts = it.Facts.With("tag", e.tag)
		}
		if !f.profile.dialect.ms && f.profile.dialect.signed(&typ{kind: kindEnum, enum: e}) {
			it.Facts = it.Facts.With("signed", "")
		}
		if size, _, ok := f.profile.dialect.sizeof(&typ{kind: kindEnum, enum: e}); ok {
			it.Facts = it.Facts.With("size", strconv.FormatInt(size, 10))
		}
		it.Facts = attributeFacts(it.Facts, e.attrs, nil)
		f.emit(it, e.at)
	}
	for _, n := range e.enumerators {
		it := api.Item{ID: n.name, Parent: id, Kind: "enumerator"}
		switch {
		case !n.known:
			it.Value = "unknown"
		case n.wide:
			it.Value = strconv.FormatUint(uint64(n.value), 10)
		default:
			it.Value = strconv.FormatInt(n.value, 10)
		}
		it.Facts = attributeFacts(it.Facts, n.attrs, nil)
		f.emit(it, n.at)
	}
}

// declaration makes the item of a function, an object or a typedef.
func (f *face) declaration(d *decl) {
	it := api.Item{ID: d.name, Type: f.typeText(d.typ)}
	if d.notes != "" && (d.storage != "typedef" || calledThrough(d.typ) != nil) && d.typ.resolve().kind != kindRecord {
		it.Facts = it.Facts.With("annotations", d.notes)
	}
	switch {
	case d.storage == "typedef" && (isStandard(d.name) || d.at.macro && d.typ.kind == kindArray):
		return // of a system, or an assertion: typedef int check[(condition) ? 1 : -1]
	case d.storage == "typedef":
		if d.typ.kind == kindRecord && d.typ.record.typedef == d.name && d.typ.quals == 0 || d.typ.kind == kindEnum && d.typ.enum.typedef == d.name && d.typ.quals == 0 {
			if e := f.items[d.name]; e != nil {
				e.Facts = attributeFacts(e.Facts, d.attrs, nil)
				if d.typ.align > 0 {
					e.Facts = f.sizeFacts(e.Facts, f.parser.typedefs[d.name])
				}
				return
			}
			if d.typ.kind == kindEnum && !d.typ.enum.complete {
				it.Type = "enum " + d.typ.enum.tag
			} else {
				return // its record is not public
			}
		}
		it.Kind = "typedef"
		if d.typ.align > 0 {
			it.Facts = f.sizeFacts(it.Facts, f.parser.typedefs[d.name])
		}
		it.Facts = attributeFacts(it.Facts, d.attrs, nil)
		if r := pointee(d.typ); r != nil && r.tag == "" && r.typedef == "" && r.complete {
			defer f.fields(r, d.name, 0, true)
		}
	case d.typ.resolve().kind == kindFunction:
		f.function(d, it)
		return
	default:
		it.Kind = "var"
		if d.storage == "static" || d.inline {
			it.Facts = it.Facts.With("static", "")
		}
		if d.thread {
			it.Facts = it.Facts.With("thread-local", "")
		}
		if d.init != "" {
			it.Value = d.init
		}
		it.Facts = f.linkageFacts(it.Facts, d)
		if size, _, ok := f.profile.dialect.sizeof(d.typ); ok && d.typ.resolve().length != lengthNone {
			it.Facts = it.Facts.With("size", strconv.FormatInt(size, 10))
		}
		it.Facts = attributeFacts(it.Facts, d.attrs, nil)
	}
	f.emit(it, d.at)
}

// pointee is the record that a type points to, or nil.
func pointee(t *typ) *record {
	for t.kind == kindPointer {
		t = t.elem
	}
	if t.kind == kindRecord {
		return t.record
	}
	return nil
}

func (f *face) linkageFacts(facts api.Facts, d *decl) api.Facts {
	if d.externC {
		facts = facts.With("extern-c", "")
	}
	if d.symbol != "" && d.symbol != d.name {
		facts = facts.With("symbol", d.symbol)
	}
	return facts
}

func (f *face) function(d *decl, it api.Item) {
	it.Kind = "func"
	if isHelper(d) {
		it.Facts = it.Facts.With("private", "") // it counts as a part of those that use it
	}
	t := d.typ.resolve()
	if d.body != nil {
		it.Facts = it.Facts.With("body", f.bodyDigest(d))
	}
	switch {
	case d.storage == "static":
		it.Facts = it.Facts.With("linkage", "static")
	case d.inline && d.attrs.has("gnu_inline") || d.inline && d.storage == "extern":
		it.Facts = it.Facts.With("linkage", "extern inline")
	case d.inline && d.body != nil:
		it.Facts = it.Facts.With("linkage", "inline")
	}
	var names []string
	for _, p := range t.params {
		if p.name == "" {
			names = nil
			break
		}
		names = append(names, p.name)
	}
	if len(names) > 0 {
		it.Facts = it.Facts.With("parameters", strings.Join(names, ", "))
	}
	if d.conv != "" && t.conv == "" {
		it.Facts = it.Facts.With("convention", d.conv)
	}
	it.Facts = f.linkageFacts(it.Facts, d)
	it.Facts = attributeFacts(it.Facts, d.attrs, t.params)
	if e := f.items[d.name]; e != nil && e.Kind == "func" {
		// A declaration again: it adds to what the first says.
		for _, fact := range it.Facts {
			if _, ok := e.Facts.Get(fact.Name); !ok {
				e.Facts = e.Facts.With(fact.Name, fact.Value)
			}
		}
		if old := e.Type; old != it.Type && strings.HasSuffix(old, "()") && !strings.HasSuffix(it.Type, "()") {
			e.Type = it.Type
		}
		return
	}
	f.emit(it, d.at)
}

// isHelper reports whether a function of the header is one for its other
// functions only, by its name.
func isHelper(d *decl) bool {
	return strings.HasPrefix(d.name, "_") && d.body != nil && (d.storage == "static" || d.inline)
}

// bodyDigest fingerprints the body of a function, with the helpers that it
// calls: the tokens, with its parameters by position, without what tells where
// it stands.
func (f *face) bodyDigest(d *decl) string {
	if f.helpers == nil {
		f.helpers = map[string]*decl{}
		for _, other := range f.parser.decls {
			if other.typ.kind == kindFunction && isHelper(other) {
				f.helpers[other.name] = other
			}
		}
	}
	var b []byte
	seen := map[string]bool{d.name: true}
	for todo := []*decl{d}; len(todo) > 0; todo = todo[1:] {
		one := todo[0]
		for i := range one.body {
			t := &one.body[i]
			text := t.Text
			switch {
			case t.TellsPlace():
				continue
			case t.Kind == preprocessor.Identifier:
				member := i > 0 && (one.body[i-1].Is(".") || one.body[i-1].Is("->"))
				if n := slices.IndexFunc(one.typ.params, func(p param) bool { return p.name == text }); n >= 0 && !member {
					text = "$" + strconv.Itoa(n+1)
				}
				if h := f.helpers[text]; h != nil && !seen[text] {
					seen[text] = true
					todo = append(todo, h)
				}
			}
			b = append(append(b, text...), ' ')
		}
	}
	return api.Digest(b)
}

// typeText is how the surface writes a type. Records that it holds by value, and
// that no public header declares, are noted.
func (f *face) typeText(t *typ) string {
	f.hold(t, 0)
	return t.String()
}

func (f *face) hold(t *typ, depth int) {
	switch t = t.resolve(); t.kind {
	case kindArray:
		f.hold(t.elem, depth)
	case kindFunction:
		if depth > 0 {
			return
		}
		f.hold(t.elem, depth+1)
		for _, p := range t.params {
			f.hold(p.typ, depth+1)
		}
	case kindRecord:
		if r := t.record; f.parser.internal[r.at.file] && r.complete && !slices.Contains(f.held, r) {
			f.held = append(f.held, r)
		}
	}
}

// internalRecord makes an item of a record that is not public: only its layout
// counts.
func (f *face) internalRecord(r *record) {
	id := r.id()
	if id == "" || f.items[id] != nil {
		return
	}
	it := api.Item{ID: id, Kind: r.word(), Facts: api.Facts{{Name: "internal"}}}
	it.Facts = f.sizeFacts(it.Facts, &typ{kind: kindRecord, record: r})
	it.Pos = f.parser.position(r.at, f.x.lib.root)
	f.items[id] = &emitted{Item: it}
}

// attributeFacts adds the attributes that users notice.
func attributeFacts(facts api.Facts, attrs attributes, params []param) api.Facts {
	add := func(name, value string) { facts = facts.With(name, value) }
	for _, a := range attrs {
		switch a.name {
		case "deprecated", "unavailable", "noreturn", "malloc", "const", "pure", "returns_nonnull", "returns_twice", "warn_unused_result",
			"weak", "dllimport", "dllexport", "format", "format_arg", "alloc_size", "sentinel", "nonnull", "transparent_union", "error", "warning",
			"availability", "ms_struct", "gcc_struct", "scalar_storage_order", "access", "enum_extensibility", "flag_enum", "null_terminated_string_arg":
			name := strings.ReplaceAll(a.name, "_", "-")
			switch name {
			case "deprecated", "unavailable", "error", "warning", "availability":
				add(name, "")
			case "sentinel":
				if a.args == "0" {
					a.args = ""
				}
				add(name, a.args)
			case "format", "nonnull", "alloc-size", "access", "format-arg":
				value := plainArgs(a.args)
				if old, ok := facts.Get(name); ok && old != value {
					value = old + " " + value
				}
				add(name, value)
			default:
				add(name, a.args)
			}
		case "visibility":
			add("visibility", strings.Trim(a.args, `"`))
		}
	}
	for i, p := range params {
		if p.attrs.has("nonnull") {
			old, _ := facts.Get("nonnull")
			add("nonnull", strings.TrimSpace(old+" ("+strconv.Itoa(i+1)+")"))
		}
	}
	return facts
}

// plainArgs writes the arguments of an attribute without underscores and blanks.
func plainArgs(args string) string {
	parts := strings.Split(args, ",")
	for i, p := range parts {
		parts[i] = strings.Trim(strings.TrimSpace(p), "_")
	}
	return "(" + strings.Join(parts, ", ") + ")"
}
