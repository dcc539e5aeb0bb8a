package c

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

// linkage compares how the linker and C++ know a function or an object.
func (t *targetComparison) linkage(o, n *api.Item) {
	if inHeader(o) || inHeader(n) {
		return
	}
	before, _ := o.Facts.Get("symbol")
	after, _ := n.Facts.Get("symbol")
	if before != after {
		t.changed(o, n, aspectSymbol, fmt.Sprintf("symbol changed from %s to %s", cmp.Or(before, o.ID), cmp.Or(after, n.ID)), diff.Incompatible)
	}
	if o.Facts.Has("extern-c") != n.Facts.Has("extern-c") {
		// A header that leaves it out or puts it in does so for all that it declares.
		header, _ := n.Facts.Get("header")
		id := "<" + header + ">"
		ho, hn := t.old.item(id), t.new.item(id)
		if ho == nil || hn == nil || t.comparison.new.externC()[header] && !n.Facts.Has("extern-c") || t.comparison.old.externC()[header] && n.Facts.Has("extern-c") {
			id, ho, hn = n.ID, o, n
		}
		ch := diff.Change{Op: diff.Changed, Aspect: aspectExternC, Item: id, Old: ho, New: hn, Detail: `no longer declares for C++ that it is C: extern "C" is gone`, Verdict: diff.Incompatible, Also: []string{n.ID}}
		if n.Facts.Has("extern-c") {
			ch.Detail, ch.Verdict = `now declares for C++ that it is C: extern "C"`, diff.Compatible
		}
		t.say(ch)
	}
	beforeV, _ := o.Facts.Get("visibility")
	afterV, _ := n.Facts.Get("visibility")
	if beforeV != afterV && (beforeV == "" && afterV == "default" || beforeV == "default" && afterV == "") {
		// Who writes it compiles the rest with -fvisibility=hidden.
		t.changed(o, n, aspectExport, map[bool]string{true: "is now declared with default visibility", false: "is no longer declared with default visibility"}[afterV != ""], map[bool]diff.Verdict{true: diff.Compatible, false: diff.Incompatible}[afterV != ""])
	} else if cmp.Or(beforeV, "default") != cmp.Or(afterV, "default") {
		verdict := diff.Compatible
		// A protected object is not the one that programs have a copy of.
		if (afterV == "hidden" || afterV == "internal") && beforeV != "hidden" && beforeV != "internal" || afterV == "protected" && n.Kind == "var" {
			verdict = diff.Incompatible
		}
		t.changed(o, n, aspectVisibility, fmt.Sprintf("visibility changed from %s to %s", cmp.Or(beforeV, "default"), cmp.Or(afterV, "default")), verdict)
	}
	if o.Facts.Has("weak") != n.Facts.Has("weak") {
		t.changed(o, n, aspectWeak, map[bool]string{true: "is now weak", false: "is no longer weak"}[n.Facts.Has("weak")], map[bool]diff.Verdict{true: diff.Incompatible, false: diff.Compatible}[n.Facts.Has("weak")])
	}
	if x, y := o.Facts.Has("dllimport") || o.Facts.Has("dllexport"), n.Facts.Has("dllimport") || n.Facts.Has("dllexport"); x != y {
		t.changed(o, n, aspectExport, map[bool]string{true: "is now declared as exported by a DLL", false: "is no longer declared as exported by a DLL"}[y], map[bool]diff.Verdict{true: diff.Compatible, false: diff.Incompatible}[y])
	}
}

// externC returns the headers that declare something as C for C++.
func (x *side) externC() map[string]bool {
	if x.declaresC == nil {
		x.declaresC = map[string]bool{}
		for _, v := range x.byID {
			if h, ok := v[0].Facts.Get("header"); ok && v[0].Facts.Has("extern-c") && !inHeader(v[0]) {
				x.declaresC[h] = true
			}
		}
	}
	return x.declaresC
}

// inlining compares whether functions are defined in the header.
func (t *targetComparison) inlining(o, n *api.Item) {
	before, _ := o.Facts.Get("linkage")
	after, _ := n.Facts.Get("linkage")
	inHeader := func(linkage string, it *api.Item) bool {
		return linkage == "static" || linkage == "inline" && it.Facts.Has("body")
	}
	was, is := inHeader(before, o), inHeader(after, n)
	switch {
	case !was && is:
		t.changed(o, n, aspectInlined, "is now defined in the header: the library need not export it any more", diff.Incompatible)
	case was && !is:
		t.changed(o, n, aspectOutlined, "is no longer defined in the header", diff.Compatible)
	case o.Facts.Has("body") && n.Facts.Has("body"):
		x, _ := o.Facts.Get("body")
		y, _ := n.Facts.Get("body")
		if x != y {
			t.changed(o, n, aspectBody, "its body in the header changed", diff.Incompatible)
		}
	}
}

// attributes compares what an item promises, and asks of its users.
func (t *targetComparison) attributes(o, n *api.Item) {
	if x, y := o.Facts.Has("deprecated"), n.Facts.Has("deprecated"); x != y && !n.Facts.Has("unavailable") && !n.Facts.Has("error") {
		t.changed(o, n, aspectDeprecated, map[bool]string{true: "is now deprecated", false: "is no longer deprecated"}[y], map[bool]diff.Verdict{true: diff.Incompatible, false: diff.Compatible}[y])
	}
	if x, y := o.Facts.Has("noreturn"), n.Facts.Has("noreturn"); x != y {
		t.changed(o, n, aspectNoreturn, map[bool]string{true: "no longer returns, by its declaration", false: "returns, by its declaration"}[y], map[bool]diff.Verdict{true: diff.Compatible, false: diff.Incompatible}[y])
	}
	for _, name := range []string{"unavailable", "error"} {
		if n.Facts.Has(name) && !o.Facts.Has("unavailable") && !o.Facts.Has("error") {
			t.changed(o, n, aspectUnavailable, "cannot be used any more: it is declared "+name, diff.Incompatible)
		}
	}
	t.nonnull(o, n)
	for _, name := range []string{"warn-unused-result", "format", "sentinel", "warning", "access"} {
		before, had := o.Facts.Get(name)
		after, has := n.Facts.Get(name)
		if had == has && before == after {
			continue
		}
		verdict := diff.Incompatible
		detail := fmt.Sprintf("attribute %s%s is new", strings.ReplaceAll(name, "-", "_"), after)
		switch {
		case had && has:
			detail = fmt.Sprintf("attribute %s changed from %s to %s", strings.ReplaceAll(name, "-", "_"), before, after)
		case had:
			verdict = diff.Compatible
			detail = fmt.Sprintf("attribute %s%s is gone", strings.ReplaceAll(name, "-", "_"), before)
		}
		t.changed(o, n, aspectAttribute, detail, verdict)
	}
	// A const function is a pure one too.
	purity := func(it *api.Item) int {
		switch {
		case it.Facts.Has("const"):
			return 2
		case it.Facts.Has("pure"):
			return 1
		}
		return 0
	}
	if x, y := purity(o), purity(n); x != y && o.Kind == "func" {
		words := [...]string{"neither const nor pure", "pure", "const"}
		t.changed(o, n, aspectGuarantee, fmt.Sprintf("is %s, and was %s", words[y], words[x]), map[bool]diff.Verdict{true: diff.Compatible, false: diff.Incompatible}[y > x])
	}
	for _, name := range []string{"malloc", "returns-nonnull", "returns-twice", "alloc-size", "transparent-union"} {
		if x, y := o.Facts.Has(name), n.Facts.Has(name); x != y {
			verdict := map[bool]diff.Verdict{true: diff.Compatible, false: diff.Incompatible}[y]
			t.changed(o, n, aspectGuarantee, fmt.Sprintf("attribute %s is %s", strings.ReplaceAll(name, "-", "_"), map[bool]string{true: "new", false: "gone"}[y]), verdict)
		}
	}
	before, after := annotations(o), annotations(n)
	if x, y := t.old.parse(o.Type).resolve(), t.new.parse(n.Type).resolve(); x.kind == kindFunction && y.kind == kindFunction && len(x.params) != len(y.params) {
		// Parameters are at other places: only what is returned is comparable.
		before, after = ofResult(before), ofResult(after)
	}
	if before != after {
		x, y := owned(before), owned(after)
		if x != y {
			t.changed(o, n, aspectOwnership, fmt.Sprintf("ownership changed from (%s) to (%s)", x, y), diff.Incompatible)
		} else {
			t.changed(o, n, aspectAnnotation, fmt.Sprintf("annotations changed from (%s) to (%s)", before, after), diff.Compatible)
		}
	}
}

func annotations(it *api.Item) string {
	v, _ := it.Facts.Get("annotations")
	return v
}

// ofResult keeps the annotations of what a function returns.
func ofResult(notes string) string {
	var list []string
	for _, note := range strings.Fields(notes) {
		if strings.HasPrefix(note, "return:") {
			list = append(list, note)
		}
	}
	return strings.Join(list, " ")
}

// nonnull compares which parameters must not be null.
func (t *targetComparison) nonnull(o, n *api.Item) {
	params := func(side *targetSide, it *api.Item) map[int]bool {
		text, ok := it.Facts.Get("nonnull")
		if !ok {
			return nil
		}
		set := map[int]bool{}
		if f := side.parse(it.Type).resolve(); text == "()" && f.kind == kindFunction {
			for i, p := range f.params {
				if p.typ.resolve().kind == kindPointer {
					set[i+1] = true
				}
			}
		}
		for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < '0' || r > '9' }) {
			i, _ := strconv.Atoi(w)
			set[i] = true
		}
		return set
	}
	was, is := params(t.old, o), params(t.new, n)
	list := func(a, b map[int]bool) string {
		var words []string
		for _, i := range slices.Sorted(maps.Keys(a)) {
			if !b[i] {
				words = append(words, strconv.Itoa(i))
			}
		}
		return strings.Join(words, ", ")
	}
	if s := list(is, was); s != "" {
		t.changed(o, n, aspectNonnull, "must not be given a null pointer any more: parameter "+s, diff.Incompatible)
	}
	if s := list(was, is); s != "" {
		t.changed(o, n, aspectAttribute, "may be given a null pointer now: parameter "+s, diff.Compatible)
	}
}

// owned keeps the annotations that pass ownership.
func owned(notes string) string {
	var list []string
	for _, note := range strings.Fields(notes) {
		_, word, _ := strings.Cut(note, ":")
		if w := strings.ToLower(strings.Trim(word, "_")); w == "own" || w == "owned" || w == "owns" || w == "transfer" || w == "give" || w == "take" || strings.HasSuffix(w, "_own") || strings.HasSuffix(w, "_owned") {
			list = append(list, note)
		}
	}
	return strings.Join(list, " ")
}
