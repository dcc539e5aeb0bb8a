package c

import "strings"

// A dialect is what a target makes of C: the sizes of its types, and how it
// lays out records.
type dialect struct {
	target  string
	pointer int64 // bytes
	long    int64
	double  int64 // alignment in a record of double and long long
	ldouble [2]int64
	ms      bool // Microsoft's layout of bit-fields and enumerations
	wideInt bool // wchar_t is an int
}

var dialects = map[string]*dialect{
	"lp64":  {target: "lp64", pointer: 8, long: 8, double: 8, ldouble: [2]int64{16, 16}, wideInt: true},
	"ilp32": {target: "ilp32", pointer: 4, long: 4, double: 4, ldouble: [2]int64{12, 4}, wideInt: true},
	"llp64": {target: "llp64", pointer: 8, long: 4, double: 8, ldouble: [2]int64{8, 8}, ms: true},
}

func (d *dialect) wchar() *typ {
	if d.wideInt {
		return typeInt
	}
	return basic("unsigned short")
}

func (d *dialect) sizeType() *typ {
	switch {
	case d.pointer == 4:
		return basic("unsigned int")
	case d.long == 4:
		return basic("unsigned long long")
	}
	return basic("unsigned long")
}

// enumType is the integer type of an enumeration (ISO C, 6.7.3.3): as gcc
// chooses it, or always int, as Microsoft does.
func (d *dialect) enumType(e *enum) *typ {
	if e.fixed != nil {
		return e.fixed.resolve()
	}
	if d.ms {
		return typeInt
	}
	negative, most, least, wide := false, int64(0), int64(0), false
	for _, n := range e.enumerators {
		if !n.known {
			continue
		}
		wide = wide || n.wide
		if n.value < 0 && !n.wide {
			negative = true
		}
		most, least = max(most, n.value), min(least, n.value)
	}
	names := []string{"unsigned int", "unsigned long", "unsigned long long"}
	if negative {
		names = []string{"int", "long", "long long"}
	}
	if e.packed {
		small := []string{"unsigned char", "unsigned short"}
		if negative {
			small = []string{"signed char", "short"}
		}
		names = append(small, names...)
	}
	for _, name := range names {
		size, _, _ := d.sizeof(basic(name))
		bits := uint(8 * size)
		switch {
		case bits == 64:
			return basic(name)
		case wide:
		case negative && least >= -1<<(bits-1) && most < 1<<(bits-1):
			return basic(name)
		case !negative && most < 1<<bits:
			return basic(name)
		}
	}
	return basic(names[len(names)-1])
}

// preferred is what GNU's __alignof__ says of a type: the natural alignment
// outside of records.
func (d *dialect) preferred(t *typ, align int64) int64 {
	if t = t.resolve(); t.kind == kindBasic && d.double == 4 {
		switch t.name {
		case "double", "long long", "unsigned long long":
			return 8
		}
	}
	return align
}

// sizeof returns the size and the alignment of a type, in bytes; false where
// they are not known.
func (d *dialect) sizeof(t *typ) (size, align int64, ok bool) {
	asked := int64(0)
	for steps := 0; t.kind == kindTypedef && t.elem != nil && steps < 200; steps++ {
		if asked == 0 {
			asked = t.align
		}
		t = t.elem
	}
	size, align, ok = d.natural(t)
	if t.align > 0 && asked == 0 {
		asked = t.align
	}
	if asked > 0 {
		align = asked
	}
	return size, align, ok
}

func (d *dialect) natural(t *typ) (size, align int64, ok bool) {
	same := func(n int64) (int64, int64, bool) { return n, n, true }
	switch t.kind {
	case kindPointer:
		return same(d.pointer)
	case kindFunction:
		return 1, 1, false
	case kindEnum:
		if !t.enum.complete && t.enum.fixed == nil {
			return 0, 1, false
		}
		return d.sizeof(d.enumType(t.enum))
	case kindArray:
		size, align, ok := d.sizeof(t.elem)
		switch {
		case t.length == lengthNone:
			return 0, align, ok
		case t.length < 0 || t.length > 0 && size > 1<<60/t.length:
			return 0, align, false
		}
		return size * t.length, align, ok
	case kindVector:
		return same(t.length)
	case kindRecord:
		d.layOut(t.record)
		return t.record.size, max(t.record.aligned, 1), t.record.known
	case kindBasic:
		if t.quals&qualAtomic != 0 {
			size, align, ok := d.natural(t.without(qualAtomic))
			if size == 8 {
				align = 8 // so that one instruction reaches it
			}
			return size, align, ok
		}
		name, complex := strings.CutSuffix(t.name, " _Complex")
		size, align, ok := d.basicSize(name)
		if complex {
			size *= 2
		}
		return size, align, ok
	}
	return 0, 1, false
}

func (d *dialect) basicSize(name string) (size, align int64, ok bool) {
	switch strings.TrimPrefix(name, "unsigned ") {
	case "char", "signed char", "bool":
		return 1, 1, true
	case "short", "_Float16", "__bf16":
		return 2, 2, true
	case "int", "float", "_Float32", "_Decimal32":
		return 4, 4, true
	case "long":
		return d.long, d.long, true
	case "long long", "double", "_Float64", "_Float32x", "_Decimal64":
		return 8, d.double, true
	case "long double":
		return d.ldouble[0], d.ldouble[1], true
	case "_Float64x":
		return d.ldouble[0], d.ldouble[1], true
	case "__int128", "__float128", "_Float128", "_Decimal128":
		return 16, 16, true
	case "__builtin_va_list":
		if d.target == "lp64" {
			return 24, 8, true
		}
		return d.pointer, d.pointer, true
	case "nullptr_t":
		return d.pointer, d.pointer, true
	case "void":
		return 1, 1, true // GNU
	}
	return 0, 1, false
}

// layOut computes the offsets, the size and the alignment of a record, once.
// The rules are those of the System V ABI, and of Microsoft's compiler.
func (d *dialect) layOut(r *record) {
	if r.laidOut || r.busy || !r.complete {
		return
	}
	r.busy = true
	defer func() { r.busy, r.laidOut = false, true }()
	r.known = true
	var l layout
	l.align = 1
	for _, f := range r.fields {
		size, align, ok := d.sizeof(f.typ)
		if size > 1<<56 {
			ok = false
		}
		if !ok {
			r.known = false
		}
		f.known = r.known || r.union
		if d.ms {
			l.microsoft(d, r, f)
		} else {
			l.sysv(d, r, f, size, align)
		}
		if r.union {
			l.most = max(l.most, l.at)
			l.at = 0
		}
	}
	if r.union {
		l.at = l.most
	}
	if d.ms {
		l.finish(r)
		return
	}
	l.align = max(l.align, r.align)
	r.aligned = l.align
	r.size = roundUp(l.at, 8*l.align) / 8
}

// A layout is a record that is being laid out. Offsets are in bits.
type layout struct {
	at       int64
	most     int64 // the largest member of a union
	align    int64 // bytes
	required int64 // Microsoft: the alignment that attributes ask for, which packing does not lower
	unit     int64 // Microsoft: bits of the storage unit of the last bit-field, 0 for none
	left     int64 // Microsoft: bits left in it
}

func roundUp(n, to int64) int64 {
	if to <= 0 {
		return n
	}
	return (n + to - 1) / to * to
}

func (l *layout) sysv(d *dialect, r *record, f *field, size, align int64) {
	packed := r.packed || f.pack
	if f.bits >= 0 {
		unit := 8 * size
		if f.bits == 0 {
			l.at = roundUp(l.at, 8*max(align, f.align))
			f.offset = l.at
			return
		}
		a := align
		if packed {
			a = 1
		}
		a = max(a, f.align)
		switch {
		case r.pack > 0 && packed:
			a = min(max(align, f.align), r.pack)
		case r.pack > 0:
			a = min(a, r.pack)
		}
		// A bit-field does not cross a boundary of its type, unless it is packed.
		if r.pack == 0 && (!packed || f.align > 0) && unit > 0 && l.at%(8*a)+f.bits > unit {
			l.at = roundUp(l.at, 8*a)
		} else if f.align > 0 && (r.pack == 0 || f.align <= r.pack) {
			l.at = roundUp(l.at, 8*f.align)
		}
		f.offset = l.at
		l.at += f.bits
		if f.name != "" { // a nameless one does not align its record
			l.align = max(l.align, a, f.align)
		}
		return
	}
	a := align
	if packed {
		a = 1
	}
	a = max(a, f.align)
	if r.pack > 0 {
		a = min(a, r.pack) // even what an attribute asks for
	}
	l.at = roundUp(l.at, 8*a)
	f.offset = l.at
	l.at += 8 * size
	l.align = max(l.align, a)
}

// microsoft places a member as Microsoft's compiler does, and clang for it. What
// an attribute asks for is required: it only raises an alignment, and no
// packing lowers it.
func (l *layout) microsoft(d *dialect, r *record, f *field) {
	size, a, _ := d.natural(f.typ.resolve())
	required := max(d.required(f.typ), f.align)
	if f.bits >= 0 {
		a = max(a, required)
	} else {
		l.required = max(l.required, required)
	}
	if pack := r.microsoftPack(); pack > 0 {
		a = min(a, pack)
	}
	if f.pack {
		a = 1
	}
	a = max(a, required)
	if f.bits < 0 {
		l.unit, l.left = 0, 0
		l.at = roundUp(l.at, 8*a)
		f.offset = l.at
		l.at += 8 * size
		l.align = max(l.align, a)
		return
	}
	unit := 8 * size
	switch {
	case f.bits == 0 && l.unit == 0:
		// It ends a run of bit-fields, and does nothing behind other members.
		f.offset = l.at
	case f.bits == 0 && r.union:
		l.at, l.unit = unit, 0
	case f.bits == 0:
		l.unit, l.left = 0, 0
		l.at = roundUp(l.at, 8*a)
		l.align = max(l.align, a)
		f.offset = l.at
	case r.union:
		l.at, l.unit = unit, unit // which aligns nothing
	case l.unit == unit && l.left >= f.bits:
		f.offset = l.at - l.left
		l.left -= f.bits
	default:
		f.offset = roundUp(l.at, 8*a)
		l.at = f.offset + unit
		l.unit, l.left = unit, unit-f.bits
		l.align = max(l.align, a)
	}
}

// microsoftPack is what bounds the alignment of members, 0 for nothing.
func (r *record) microsoftPack() int64 {
	switch {
	case r.packed:
		return 1
	case r.pack > 8:
		return 0 // wider than a pointer
	}
	return r.pack
}

// required is the alignment that attributes ask for on a type, or on what it is
// made of; 0 for none.
func (d *dialect) required(t *typ) int64 {
	asked := t.align
	for steps := 0; t.kind == kindTypedef && t.elem != nil && steps < 200; steps++ {
		t = t.elem
		if asked == 0 {
			asked = t.align
		}
	}
	for t.kind == kindArray {
		t = t.elem.resolve()
	}
	if t.kind == kindRecord {
		d.layOut(t.record)
		asked = max(asked, t.record.required)
		if t.record.align > 0 {
			asked = max(asked, t.record.aligned)
		}
	}
	return asked
}

// finish ends a record as Microsoft's compiler does.
func (l *layout) finish(r *record) {
	l.required = max(l.required, r.align, 1)
	at := roundUp(l.at, 8*l.align)
	r.aligned = max(l.align, l.required)
	round := r.aligned
	if pack := r.microsoftPack(); pack > 0 {
		round = min(round, pack)
	}
	r.size = roundUp(at, 8*max(round, l.required)) / 8
	r.required = l.required
	if r.required == 1 {
		r.required = 0
	}
	if r.size == 0 {
		r.size = 4 // of an empty struct of C
		if l.required >= 4 {
			r.size = r.aligned
		}
	}
}
