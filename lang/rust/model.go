package rust

import (
	"errors"
	"fmt"
	"strings"
)

// modelled returns what a well-known macro of another crate expands to, as
// far as users can see it. The text is made when it is needed.
func (c *crate) modelled(p *pendingCall, full string) (func() ([]byte, error), bool) {
	switch lastSegment(full) {
	case "paste", "item":
		if lastSegment(full) == "paste" || strings.HasPrefix(full, "paste::") {
			return func() ([]byte, error) { return paste(p.item.body), nil }, true
		}
	case "thread_local":
		return func() ([]byte, error) { return threadLocal(p.item.body) }, true
	case "lazy_static":
		return func() ([]byte, error) { return lazyStatic(p.item.body) }, true
	case "pin_project":
		return func() ([]byte, error) { return pinProject(p.item.body) }, true
	case "link":
		if strings.HasPrefix(full, "windows_") {
			return func() ([]byte, error) { return windowsLink(p.item.body) }, true
		}
	case "bitflags":
		return func() ([]byte, error) { return bitflags(p.item.body) }, true
	}
	return nil, false
}

// paste applies [<a b>] (https://docs.rs/paste).
func paste(body []byte) []byte {
	toks := lex(body)
	var out []byte
	var walk func(i, end int)
	walk = func(i, end int) {
		for i < end {
			t := &toks[i]
			if t.kind != tokOpen {
				out = append(out, ' ')
				if i > 0 && toks[i-1].joint && toks[i-1].kind == tokPunct {
					out = out[:len(out)-1]
				}
				out = append(out, body[t.start:t.end]...)
				i++
				continue
			}
			m := min(int(t.match), end)
			if body[t.start] == '[' && i+1 < m && body[toks[i+1].start] == '<' && m > i+2 && body[toks[m-1].start] == '>' {
				out = append(out, ' ')
				word := ""
				for j := i + 2; j < m-1; j++ {
					text := string(body[toks[j].start:toks[j].end])
					if text == ":" && j+1 < m-1 {
						j++
						word = pasteCase(word, string(body[toks[j].start:toks[j].end]))
						continue
					}
					word += strings.Trim(unraw(text), `"`)
				}
				out = append(out, word...)
				i = m + 1
				continue
			}
			out = append(out, ' ', body[t.start])
			walk(i+1, m)
			if m < end {
				out = append(out, ' ', body[toks[m].start])
			}
			i = m + 1
		}
	}
	walk(0, len(toks)-1)
	return out
}

func pasteCase(word, how string) string {
	switch how {
	case "lower":
		return strings.ToLower(word)
	case "upper":
		return strings.ToUpper(word)
	case "snake":
		var b strings.Builder
		for i, r := range word {
			if i > 0 && r >= 'A' && r <= 'Z' && word[i-1] != '_' && !(word[i-1] >= 'A' && word[i-1] <= 'Z') {
				b.WriteByte('_')
			}
			b.WriteRune(r)
		}
		return strings.ToLower(b.String())
	case "camel":
		var b strings.Builder
		for part := range strings.SplitSeq(word, "_") {
			if part != "" {
				b.WriteString(strings.ToUpper(part[:1]) + part[1:])
			}
		}
		return b.String()
	}
	return word
}

// declarations reads what thread_local! and lazy_static! take: attributes,
// visibility, static, name, type and initialiser.
func declarations(body []byte, ref bool, each func(attrs, vis, name, ty string)) error {
	p := newParser(body)
	for !p.done() {
		from := p.i
		p.attrs()
		attrs := p.since(from)
		from = p.i
		p.visibility()
		vis := p.since(from)
		if !p.eatWord("static") || ref && !p.eatWord("ref") {
			return errors.New("not a static")
		}
		name := p.ident()
		p.expect(":")
		from = p.i
		p.typ(true)
		if p.failed {
			return errors.New("not a static")
		}
		each(attrs, vis, name, p.since(from))
		for !p.done() && !p.eat(";") {
			p.skipTree()
		}
	}
	return nil
}

func threadLocal(body []byte) ([]byte, error) {
	var out []byte
	err := declarations(body, false, func(attrs, vis, name, ty string) {
		out = fmt.Appendf(out, "%s %s const %s: ::std::thread::LocalKey<%s> = 0;\n", attrs, vis, name, ty)
	})
	return out, err
}

func lazyStatic(body []byte) ([]byte, error) {
	var out []byte
	err := declarations(body, true, func(attrs, vis, name, ty string) {
		out = fmt.Appendf(out, "%s %s struct %s { __private: () }\n%s %s static %s: %s = 0;\nimpl ::std::ops::Deref for %s { type Target = %s; }\n",
			attrs, vis, name, attrs, vis, name, name, name, ty)
	})
	return out, err
}

// bitflags writes the types that bitflags! 2 makes (https://docs.rs/bitflags).
func bitflags(body []byte) ([]byte, error) {
	p := newParser(body)
	var out []byte
	for !p.done() {
		from := p.i
		p.attrs()
		attrs := p.since(from)
		from = p.i
		p.visibility()
		vis := p.since(from)
		impl := p.eatWord("impl")
		if !impl && !p.eatWord("struct") {
			return nil, errors.New("bitflags! does not declare a struct")
		}
		name := p.ident()
		p.expect(":")
		from = p.i
		p.typ(false)
		bits := p.since(from)
		if p.failed || !p.is("{") {
			return nil, errors.New("bitflags! does not declare a struct")
		}
		if !impl {
			out = fmt.Appendf(out, "%s %s struct %s(__Internal);\n", attrs, vis, name)
			out = fmt.Appendf(out, "impl ::bitflags::__private::PublicFlags for %s {}\n", name)
		}
		out = fmt.Appendf(out, "impl %s {\n", name)
		p.inside(func() {
			for !p.done() {
				from := p.i
				p.attrs()
				attrs := p.since(from)
				if !p.eatWord("const") {
					p.fail()
					return
				}
				flag := p.ident()
				if flag != "_" {
					value := "0"
					if p.eat("=") {
						from := p.i
						for !p.done() && !p.is(";") {
							p.skipTree()
						}
						value = p.since(from)
					}
					out = fmt.Appendf(out, "%s pub const %s: Self = %s;\n", attrs, flag, value)
				}
				for !p.done() && !p.eat(";") {
					p.skipTree()
				}
			}
		})
		if p.failed {
			return nil, errors.New("bitflags! holds more than constants")
		}
		out = fmt.Appendf(out, `pub const fn empty() -> Self {} pub const fn all() -> Self {} pub const fn bits(&self) -> %[1]s {}
pub const fn from_bits(bits: %[1]s) -> ::core::option::Option<Self> {} pub const fn from_bits_truncate(bits: %[1]s) -> Self {}
pub const fn from_bits_retain(bits: %[1]s) -> Self {} pub fn from_name(name: &str) -> ::core::option::Option<Self> {}
pub const fn is_empty(&self) -> bool {} pub const fn is_all(&self) -> bool {} pub const fn intersects(&self, other: Self) -> bool {}
pub const fn contains(&self, other: Self) -> bool {} pub fn insert(&mut self, other: Self) {} pub fn remove(&mut self, other: Self) {}
pub fn toggle(&mut self, other: Self) {} pub fn set(&mut self, other: Self, value: bool) {}
pub const fn intersection(self, other: Self) -> Self {} pub const fn union(self, other: Self) -> Self {}
pub const fn difference(self, other: Self) -> Self {} pub const fn symmetric_difference(self, other: Self) -> Self {}
pub const fn complement(self) -> Self {} pub const fn iter(&self) -> ::bitflags::iter::Iter<Self> {}
pub const fn iter_names(&self) -> ::bitflags::iter::IterNames<Self> {} pub fn clear(&mut self) {}
}
impl ::bitflags::Flags for %[2]s { type Bits = %[1]s; }
`, bits, name)
		for _, trait := range []string{"BitOr", "BitAnd", "BitXor", "Sub"} {
			out = fmt.Appendf(out, "impl ::core::ops::%s for %s { type Output = Self; }\n", trait, name)
		}
		for _, trait := range []string{"ops::BitOrAssign", "ops::BitAndAssign", "ops::BitXorAssign", "ops::SubAssign", "fmt::Binary", "fmt::Octal", "fmt::LowerHex", "fmt::UpperHex",
			"iter::Extend<Self>", "iter::FromIterator<Self>"} {
			out = fmt.Appendf(out, "impl ::core::%s for %s {}\n", trait, name)
		}
		out = fmt.Appendf(out, "impl ::core::ops::Not for %[1]s { type Output = Self; }\nimpl ::core::iter::IntoIterator for %[1]s { type Item = Self; type IntoIter = ::bitflags::iter::Iter<Self>; }\n", name)
	}
	return out, nil
}

// pinProject leaves out of a type what pin_project! reads itself
// (https://docs.rs/pin-project-lite).
func pinProject(body []byte) ([]byte, error) {
	toks := lex(body)
	var out []byte
	last, depth := int32(0), 0
	for i := 0; i < len(toks)-1; i++ {
		t := &toks[i]
		switch t.kind {
		case tokOpen:
			depth++
		case tokClose:
			depth--
		case tokPunct:
			if body[t.start] != '#' || toks[i+1].kind != tokOpen || int(toks[i+1].match) >= len(toks) {
				continue
			}
			name := string(body[toks[i+2].start:toks[i+2].end])
			if name == "pin" || strings.HasPrefix(name, "project") {
				out = append(out, body[last:t.start]...)
				i = int(toks[i+1].match)
				last = toks[i].end
			}
		case tokIdent:
			if depth == 0 && string(body[t.start:t.end]) == "impl" { // PinnedDrop
				return append(out, body[last:t.start]...), nil
			}
		}
	}
	return append(out, body[last:]...), nil
}

// windowsLink writes the function that link! of the windows crates declares.
func windowsLink(body []byte) ([]byte, error) {
	p := newParser(body)
	if p.peek().kind != tokLiteral || p.peekAt(1).kind != tokLiteral {
		return nil, errors.New("link! does not name a library and an ABI")
	}
	p.i++
	abi := p.text(p.peek())
	p.i++
	if p.peek().kind == tokLiteral {
		p.i++
	}
	if !p.isWord("fn") {
		return nil, errors.New("link! does not declare a function")
	}
	return fmt.Appendf(nil, "extern %s { pub %s; }", abi, body[p.peek().start:]), nil
}

// attributeMacros notes attributes that may rewrite what they stand at. With a
// derive beside it an attribute is taken for one that the derive reads.
func (c *crate) attributeMacros(d *def) {
	if findAttr(d.attrs, "derive") != nil {
		return
	}
	for i := range d.attrs {
		a := &d.attrs[i]
		tool, _, scoped := strings.Cut(a.name, "::")
		if a.inner || builtinAttrs[a.name] || scoped && toolAttrs[tool] || shapeless[lastSegment(a.name)] || strings.HasPrefix(a.name, "rustc_") {
			continue
		}
		c.world.gaps = append(c.world.gaps, gapNote{module: d.parent, reason: "the attribute " + a.name + " may rewrite " + d.name,
			digest: digest([]byte(a.name), []byte(a.args), []byte(d.name)), file: d.item.file.name, line: d.item.line, cfgs: d.cfgs})
	}
}

func words(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

var (
	// https://doc.rust-lang.org/reference/attributes.html#built-in-attributes-index, and unstable ones.
	builtinAttrs = words(`allow allow_fail allow_internal_unsafe allow_internal_unstable automatically_derived bench cfg cfg_attr cold
		collapse_debuginfo const_trait coverage crate_name crate_type debugger_visualizer default_lib_allocator deny deprecated derive doc
		doc_cfg expect export_name feature forbid fundamental global_allocator ignore inline instruction_set lang link link_name link_ordinal
		link_section macro_export macro_reexport macro_use may_dangle must_not_suspend must_use naked no_builtins no_core
		no_implicit_prelude no_link no_main no_mangle no_sanitize no_std non_exhaustive optimize panic_handler path prelude_import
		proc_macro proc_macro_attribute proc_macro_derive recursion_limit repr should_panic stable start target_feature test
		thread_local track_caller type_length_limit unstable used warn windows_subsystem`)
	toolAttrs = words("rustfmt clippy diagnostic miri rust_analyzer")
	// Attribute macros that leave the declaration of what they stand at as its users see it.
	shapeless = words("async_trait instrument pin_project pinned_drop main test rustversion serde_as skip automock cfg_eval test_case rstest")
)
