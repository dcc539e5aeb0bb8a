package c

import (
	"context"
	"debug/elf"
	"debug/pe"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math/bits"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/preprocessor"
	"github.com/apicheck/apicheck/lang"
)

// A compiler is what layouts are held against, on one target.
type compiler struct {
	name   string
	target string // as the extractor calls it
	args   []string
	system bool // real headers are read with the system's own, not with the stand-ins
}

var compilers = []compiler{
	{"gcc", "lp64", []string{"gcc", "-m64"}, true},
	{"gcc -m32", "ilp32", []string{"gcc", "-m32"}, true},
	{"clang", "lp64", []string{"clang", "-ferror-limit=0", "--target=x86_64-unknown-linux-gnu"}, false},
	{"clang 32", "ilp32", []string{"clang", "-ferror-limit=0", "--target=i686-unknown-linux-gnu"}, false},
	{"clang windows", "llp64", []string{"clang", "-ferror-limit=0", "--target=x86_64-pc-windows-msvc", "-fms-extensions", "-fms-compatibility-version=19.40"}, false},
}

// installed reports whether a compiler makes objects for its target here.
func (c compiler) installed(t *testing.T) bool {
	_, err := c.compile(t, []byte("int x = 1;\n"), "-nostdinc")
	return err == nil
}

// standInFlags make a compiler read our stand-ins in the place of the system's headers.
func (c compiler) standInFlags(t *testing.T) []string {
	t.Helper()
	flags := []string{"-nostdinc"}
	for _, d := range systemDirs(dialects[c.target]) {
		dir, err := filepath.Abs("include" + strings.TrimPrefix(d.Path, systemRoot))
		if err != nil {
			t.Fatal(err)
		}
		flags = append(flags, "-isystem", dir)
	}
	return flags
}

// compile makes an object of a source, and returns its name.
func (c compiler) compile(t *testing.T, source []byte, flags ...string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	main, object := filepath.Join(dir, "main.c"), filepath.Join(dir, "main.o")
	if err := os.WriteFile(main, source, 0o666); err != nil {
		t.Fatal(err)
	}
	args := append(slices.Clone(c.args[1:]), "-std=gnu17", "-w", "-c", "-o", object)
	cmd := exec.Command(c.args[0], append(append(args, flags...), main)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, out)
	}
	return object, err
}

// data returns what a symbol of an object names, to the end of its section.
func data(t *testing.T, object, symbol string) []byte {
	t.Helper()
	from := func(section []byte, err error, at uint64) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return section[at:]
	}
	if f, err := elf.Open(object); err == nil {
		defer f.Close()
		symbols, err := f.Symbols()
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range symbols {
			if s.Name == symbol {
				d, err := f.Sections[s.Section].Data()
				return from(d, err, s.Value)
			}
		}
		t.Fatalf("no %s in the object", symbol)
	}
	f, err := pe.Open(object)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, s := range f.Symbols {
		if s.Name == symbol {
			d, err := f.Sections[s.SectionNumber-1].Data()
			return from(d, err, uint64(s.Value))
		}
	}
	t.Fatalf("no %s in the object", symbol)
	return nil
}

// A question is something that a compiler is asked, with what we say to it: an
// expression, or the first bit and the width of a bit-field.
type question struct {
	item   string
	what   string
	expr   string
	want   int64
	record string // of a bit-field: the type, and how its member is named
	member string
	width  int64
}

// questions asks about every record, member and constant that a target has.
func questions(s *api.Surface, target string) []question {
	side := newSide(s).on(target)
	number := func(it *api.Item, fact string) (int64, bool) {
		text, ok := it.Facts.Get(fact)
		n, err := strconv.ParseInt(text, 10, 64)
		return n, ok && err == nil
	}
	var list []question
	for i := range s.Items {
		id := s.Items[i].ID
		if strings.Contains(id, "@") {
			continue
		}
		it := side.item(id)
		if it == nil || it.Facts.Has("opt-in") {
			continue
		}
		switch it.Kind {
		case "struct", "union", "enum":
			for _, fact := range []string{"size", "align"} {
				if n, ok := number(it, fact); ok {
					list = append(list, question{item: id, what: fact, expr: map[string]string{"size": "sizeof", "align": "_Alignof"}[fact] + "(" + id + ")", want: n})
				}
			}
		case "enumerator":
			if n, err := strconv.ParseInt(it.Value, 10, 64); err == nil {
				list = append(list, question{item: id, what: "value", expr: id, want: n})
			} else if n, err := strconv.ParseUint(it.Value, 10, 64); err == nil {
				list = append(list, question{item: id, what: "value", expr: id, want: int64(n)})
			}
		case "field":
			record, path, ok := memberPath(side, it)
			if !ok {
				continue
			}
			text, ok := it.Facts.Get("offset")
			if width, bit := number(it, "bits"); ok && bit {
				bytes, rest, _ := strings.Cut(text, ":")
				a, err := strconv.ParseInt(bytes, 10, 64)
				b, err2 := strconv.ParseInt(rest, 10, 64)
				if err == nil && err2 == nil && strings.Count(path, ".") == 0 {
					list = append(list, question{item: id, what: "bits", want: 8*a + b, record: record, member: path, width: width})
				}
				continue
			}
			if n, ok := number(it, "offset"); ok {
				expr := "__builtin_offsetof(" + record + ", " + path + ")"
				if i := strings.LastIndexByte(path, '.'); i >= 0 {
					expr += " - __builtin_offsetof(" + record + ", " + path[:i] + ")"
				}
				list = append(list, question{item: id, what: "offset", expr: expr, want: n})
			}
			if n, ok := number(it, "size"); ok && !it.Facts.Has("flexible") {
				list = append(list, question{item: id, what: "size", expr: "sizeof(((" + record + " *)0)->" + path + ")", want: n})
			}
		}
	}
	return list
}

// memberPath is the record that a member belongs to, and how it is reached from
// there. Members behind pointers are not.
func memberPath(side *targetSide, it *api.Item) (record, path string, ok bool) {
	path = it.ID[len(it.Parent)+1:]
	up := side.item(it.Parent)
	if up == nil {
		return "", "", false
	}
	if up.Kind != "field" {
		return up.ID, path, isRecord(up)
	}
	if strings.Contains(up.Type, "*") {
		return "", "", false
	}
	record, outer, ok := memberPath(side, up)
	return record, outer + strings.Repeat("[0]", strings.Count(up.Type, "[")) + "." + path, ok
}

// ask lets a compiler answer: a number for each question, in order. Questions
// that it refuses are dropped, if that is allowed, and told.
func (c compiler) ask(t *testing.T, head string, list []question, drop bool, flags ...string) (answers []int64, asked, refused []question, err error) {
	t.Helper()
	for round := 0; ; round++ {
		var bit, plain []question
		for _, q := range list {
			if q.record != "" {
				bit = append(bit, q)
			} else {
				plain = append(plain, q)
			}
		}
		list = append(plain, bit...)
		b := []byte(head + "\nstruct apicheck_image {\n")
		room := strings.Count(head, "\n") + 3 // the first line of a list
		for i, q := range bit {
			b = fmt.Appendf(b, "%s _%d;\n", q.record, i)
		}
		b = append(b, "int end;\n};\nunsigned long long apicheck_numbers[] = {\n"...)
		numbers := room + len(bit) + 3
		for _, q := range plain {
			b = fmt.Appendf(b, "(unsigned long long)(%s),\n", q.expr)
		}
		for i, q := range bit {
			b = fmt.Appendf(b, "__builtin_offsetof(struct apicheck_image, _%d), sizeof(%s),\n", i, q.record)
		}
		b = append(b, "0};\nstruct apicheck_image apicheck_bits = {\n"...)
		images := numbers + len(plain) + len(bit) + 2
		for i, q := range bit {
			b = fmt.Appendf(b, "._%d.%s = -1,\n", i, q.member)
		}
		b = append(b, ".end = 1 };\n"...)
		object, err := c.compile(t, b, flags...)
		if err == nil {
			table, image := data(t, object, "apicheck_numbers"), data(t, object, "apicheck_bits")
			number := func() int64 {
				n := binary.LittleEndian.Uint64(table)
				table = table[8:]
				return int64(n)
			}
			for range plain {
				answers = append(answers, number())
			}
			for i := range bit {
				at, size := number(), number()
				answers = append(answers, firstBit(image[at:at+size], bit[i].width))
			}
			return answers, list, refused, nil
		}
		if !drop || round > 4 {
			return nil, nil, nil, err
		}
		bad := map[int]bool{}
		for _, m := range errorRE.FindAllStringSubmatch(err.Error(), -1) {
			n, _ := strconv.Atoi(m[1])
			switch {
			case n >= room && n < room+len(bit):
				bad[len(plain)+n-room] = true
			case n >= numbers && n < images-2:
				bad[n-numbers] = true
			case n >= images && n < images+len(bit):
				bad[len(plain)+n-images] = true
			}
		}
		if len(bad) == 0 {
			return nil, nil, nil, err
		}
		var rest []question
		for i, q := range list {
			if bad[i] {
				refused = append(refused, q)
			} else {
				rest = append(rest, q)
			}
		}
		list = rest
	}
}

var errorRE = regexp.MustCompile(`main\.c:(\d+):\d+: error`)

// firstBit returns the number of the first bit that is set, or -1 if not just
// width of them are, one behind the other.
func firstBit(image []byte, width int64) int64 {
	first, count, last := int64(-1), int64(0), int64(-1)
	for i, b := range image {
		for ; b != 0; b &= b - 1 {
			n := int64(8*i + bits.TrailingZeros8(b))
			if first < 0 {
				first = n
			}
			count, last = count+1, n
		}
	}
	if count != width && width > 0 || last-first+1 != count {
		return -1
	}
	return first
}

// TestLayoutsAreThoseOfCompilers makes random records and enumerations, and
// asks compilers for their sizes, alignments, offsets and values.
// APICHECK_LAYOUT_ROUNDS asks for more than the few of the usual test.
func TestLayoutsAreThoseOfCompilers(t *testing.T) {
	rounds := 2
	if text := os.Getenv("APICHECK_LAYOUT_ROUNDS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		rounds = n
	} else if testing.Short() {
		rounds = 1
	}
	for _, c := range compilers {
		t.Run(c.name, func(t *testing.T) {
			if !c.installed(t) {
				t.Skip("not installed")
			}
			total, wrong, shown := 0, 0, 0
			for round := range rounds {
				bad := map[string][]string{}
				g := &generator{r: rand.New(rand.NewPCG(7, uint64(round)))}
				for range 100 {
					g.top()
				}
				header := strings.Join(g.texts, "")
				s, err := extract(context.Background(), lang.Input{Tree: fstest.MapFS{"m.h": {Data: []byte(header)}}, Root: ".", Options: lang.Options{Targets: []string{c.target}}})
				if err != nil {
					t.Fatal(err)
				}
				for _, gap := range s.Gaps {
					t.Errorf("%s: %s\n%s", gap.Pos, gap.Reason, strings.Split(header, "\n")[gap.Pos.Line-1])
				}
				answers, list, _, err := c.ask(t, header, questions(s, c.target), false, "-nostdinc")
				if err != nil {
					t.Fatal(err)
				}
				for i, q := range list {
					total++
					if answers[i] != q.want {
						wrong++
						bad[topName(q.item)] = append(bad[topName(q.item)], fmt.Sprintf("%s of %s is %d, and we say %d", q.what, q.item, answers[i], q.want))
					}
				}
				for name, list := range bad {
					text := g.definition(name)
					inner := slices.ContainsFunc(wordRE.FindAllString(text, -1), func(w string) bool { return w != name && bad[w] != nil })
					if !inner && shown < 8 {
						shown++
						t.Errorf("%s\n%s", strings.Join(list, "\n"), text)
					}
				}
			}
			t.Logf("%d of %d answers agree", total-wrong, total)
		})
	}
}

// A generator writes random declarations.
type generator struct {
	r       *rand.Rand
	texts   []string // one for each declaration
	records []string // names of those that may be members
	aligned []string // typedefs
	enums   []string
	n       int
}

// topName is the tag that an item belongs to.
func topName(item string) string {
	_, tag, ok := strings.Cut(item, " ")
	if !ok {
		tag, _, _ = strings.Cut(strings.ToLower(item), "_") // an enumerator
	}
	tag, _, _ = strings.Cut(tag, ".")
	return tag
}

// definition returns the declarations of a type, with those it is made of.
func (g *generator) definition(name string) string {
	var list []string
	for names := []string{name}; len(names) > 0; names = names[1:] {
		for _, text := range g.texts {
			if strings.Contains(text, " "+names[0]+" {") || strings.Contains(text, " "+names[0]+" __attribute__((aligned") || strings.Contains(text, "_"+strings.TrimPrefix(names[0], "e")+"_0 ") && names[0][0] == 'e' {
				if !slices.Contains(list, text) {
					list = append(list, text)
					names = append(names, wordRE.FindAllString(text, -1)...)
				}
			}
		}
	}
	slices.Reverse(list)
	return strings.Join(list, "")
}

var wordRE = regexp.MustCompile(`\b[reT][0-9]+\b`)

func (g *generator) chance(percent int) bool { return g.r.IntN(100) < percent }

func pick[T any](g *generator, list []T) T { return list[g.r.IntN(len(list))] }

func (g *generator) name(prefix string) string {
	g.n++
	return prefix + strconv.Itoa(g.n)
}

// top writes a declaration of the file.
func (g *generator) top() {
	switch {
	case g.chance(12):
		g.enum()
		return
	case g.chance(8):
		name := g.name("T")
		g.texts = append(g.texts, fmt.Sprintf("typedef %s %s __attribute__((aligned(%d)));\n", pick(g, plainTypes), name, 1<<g.r.IntN(6)))
		g.aligned = append(g.aligned, name)
		return
	}
	name := g.name("r")
	word := pick(g, []string{"struct", "struct", "struct", "union"})
	pack := 0
	if g.chance(20) {
		pack = 1 << g.r.IntN(5)
	}
	text := ""
	if pack > 0 {
		text = fmt.Sprintf("#pragma pack(push, %d)\n", pack)
	}
	before, after := g.recordAttributes(), ""
	if g.chance(50) {
		before, after = "", before // on both sides gcc takes the last, and clang the largest
	}
	text += word + before + " " + name + " {\n" + g.members(word, 1, word == "struct" && g.chance(10)) + "}" + after + ";\n"
	if pack > 0 {
		text += "#pragma pack(pop)\n"
	}
	g.texts = append(g.texts, text)
	if !strings.Contains(text, "[]") {
		g.records = append(g.records, word+" "+name)
	}
}

func (g *generator) recordAttributes() string {
	switch {
	case g.chance(6):
		return " __attribute__((packed))"
	case g.chance(5):
		return fmt.Sprintf(" __attribute__((aligned(%d)))", 1<<g.r.IntN(6))
	case g.chance(2):
		return fmt.Sprintf(" __attribute__((packed, aligned(%d)))", 1<<g.r.IntN(4))
	}
	return ""
}

func (g *generator) enum() {
	name := g.name("e")
	var b strings.Builder
	fmt.Fprintf(&b, "enum %s {", name)
	n := 1 + g.r.IntN(5)
	for i := range n {
		fmt.Fprintf(&b, " %s_%d", strings.ToUpper(name), i)
		switch g.r.IntN(8) {
		case 0:
			fmt.Fprintf(&b, " = %d", g.r.IntN(1000)-300)
		case 1:
			fmt.Fprintf(&b, " = 1 << %d", g.r.IntN(31))
		case 2:
			fmt.Fprintf(&b, " = (int)sizeof(long) * %d", g.r.IntN(9))
		case 3:
			fmt.Fprintf(&b, " = -0x%x", g.r.IntN(1<<31))
		case 4:
			fmt.Fprintf(&b, " = 'a' + %d %% 7", g.r.IntN(99))
		}
		b.WriteString(",")
	}
	b.WriteString(" }")
	if g.chance(15) {
		b.WriteString(" __attribute__((packed))")
	}
	b.WriteString(";\n")
	g.texts = append(g.texts, b.String())
	g.enums = append(g.enums, "enum "+name)
}

var plainTypes = []string{
	"char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long", "unsigned long", "long long", "unsigned long long",
	"float", "double", "long double", "_Bool", "void *", "const char *const", "float _Complex", "double _Complex", "volatile int",
}

var bitTypes = []struct {
	name  string
	width int
}{
	{"signed char", 8}, {"unsigned char", 8}, {"short", 16}, {"unsigned short", 16}, {"int", 32}, {"unsigned", 32}, {"long", 32}, {"unsigned long", 32},
	{"long long", 64}, {"unsigned long long", 64}, {"_Bool", 1}, {"signed int", 32},
}

// members writes those of a record.
func (g *generator) members(word string, depth int, flexible bool) string {
	var b strings.Builder
	n := 1 + g.r.IntN(6)
	named := false
	for i := range n {
		b.WriteString(strings.Repeat("\t", depth))
		switch {
		case g.chance(32) && (named || i < n-1):
			t := pick(g, bitTypes)
			width, name := 1+g.r.IntN(t.width), " "+g.name("b")
			switch {
			case g.chance(12):
				name = ""
			case g.chance(10) && t.width > 1:
				name, width = "", 0
			}
			named = named || name != ""
			fmt.Fprintf(&b, "%s%s : %d", t.name, name, width)
			if name != "" && g.chance(4) {
				b.WriteString(" __attribute__((packed))")
			}
			b.WriteString(";\n")
			continue
		case depth < 4 && g.chance(12):
			inner := pick(g, []string{"struct", "union"})
			fmt.Fprintf(&b, "%s%s {\n%s%s}", inner, g.recordAttributes(), g.members(inner, depth+1, false), strings.Repeat("\t", depth))
			switch {
			case g.chance(50):
				fmt.Fprintf(&b, " %s;\n", g.name("m"))
			case g.chance(20):
				fmt.Fprintf(&b, " %s[%d];\n", g.name("m"), 1+g.r.IntN(3))
			default:
				b.WriteString(";\n")
			}
			named = true
			continue
		}
		named = true
		b.WriteString(g.member())
	}
	if flexible {
		fmt.Fprintf(&b, "%s%s %s[];\n", strings.Repeat("\t", depth), pick(g, plainTypes), g.name("m"))
	}
	return b.String()
}

// member writes one that is no bit-field.
func (g *generator) member() string {
	typ, name := pick(g, plainTypes), g.name("m")
	switch {
	case g.chance(15) && len(g.records) > 0:
		typ = g.records[len(g.records)-1-g.r.IntN(min(len(g.records), 6))]
	case g.chance(8) && len(g.enums) > 0:
		typ = pick(g, g.enums)
	case g.chance(6) && len(g.aligned) > 0:
		return fmt.Sprintf("%s %s;\n", pick(g, g.aligned), name)
	case g.chance(5):
		return fmt.Sprintf("int (*%s)(%s, int);\n", name, typ)
	}
	before, after := "", ""
	switch {
	case g.chance(4):
		after = " __attribute__((packed))"
	case g.chance(4):
		after = fmt.Sprintf(" __attribute__((aligned(%d)))", 1<<g.r.IntN(6))
	case g.chance(3):
		before = "_Alignas(64) "
	}
	switch {
	case g.chance(15):
		name += fmt.Sprintf("[%d]", 1+g.r.IntN(5))
	case g.chance(5):
		name += fmt.Sprintf("[%d][%d]", 1+g.r.IntN(3), 1+g.r.IntN(3))
	}
	return before + typ + " " + name + after + ";\n"
}

// TestHeadersHaveTheLayoutsOfCompilers holds all records and constants of real
// headers against compilers. APICHECK_HEADERS lists directories of libraries,
// each of which may have =DIR behind it: where generated headers are.
func TestHeadersHaveTheLayoutsOfCompilers(t *testing.T) {
	list := os.Getenv("APICHECK_HEADERS")
	if list == "" {
		t.Skip("APICHECK_HEADERS is not set to directories of headers")
	}
	totals, wrongs := map[string]int{}, map[string]int{}
	for _, entry := range filepath.SplitList(list) {
		dir, generated, _ := strings.Cut(entry, "=")
		t.Run(filepath.Base(filepath.Dir(dir))+"/"+filepath.Base(dir), func(t *testing.T) {
			tree := os.DirFS(dir)
			s, err := extract(context.Background(), lang.Input{Tree: tree, Root: "."})
			if err != nil {
				t.Skip(err)
			}
			lib, err := findLibrary(tree, ".", lang.Options{})
			if err != nil {
				t.Fatal(err)
			}
			include := []string{"-I", generated}
			if generated == "" {
				include = nil
			}
			for _, d := range lib.path {
				include = append(include, "-I", filepath.Join(dir, d.Path))
			}
			for _, c := range compilers {
				if !c.installed(t) {
					continue
				}
				flags := slices.Clone(include)
				if !c.system {
					flags = append(flags, c.standInFlags(t)...)
				}
				head := c.includable(t, tree, lib, flags)
				answers, asked, refused, err := c.ask(t, head, questions(s, c.target), true, flags...)
				if err != nil {
					t.Logf("%s: not asked: %.300v", c.name, err)
					continue
				}
				wrong := 0
				for i, q := range asked {
					if answers[i] != q.want {
						wrong++
						t.Errorf("%s: %s of %s is %d, and we say %d", c.name, q.what, q.item, answers[i], q.want)
					}
				}
				totals[c.name] += len(asked)
				wrongs[c.name] += wrong
				t.Logf("%s: %d of %d answers agree, %d are refused", c.name, len(asked)-wrong, len(asked), len(refused))
			}
		})
	}
	for _, c := range compilers {
		t.Logf("%s: %d of %d answers agree", c.name, totals[c.name]-wrongs[c.name], totals[c.name])
	}
}

// includable includes the headers of a library that a compiler can read.
func (c compiler) includable(t *testing.T, tree fs.FS, lib *library, flags []string) string {
	t.Helper()
	reader := preprocessor.NewReader(func(name string) ([]byte, error) {
		if strings.HasPrefix(name, systemRoot) {
			return nil, fs.ErrNotExist
		}
		return fs.ReadFile(tree, name)
	})
	line := func(name string) string {
		best := name
		for _, d := range lib.path {
			if rest, ok := strings.CutPrefix(name, d.Path+"/"); ok && len(rest) < len(best) {
				best = rest
			}
		}
		return "#include <" + best + ">\n"
	}
	text := "#include <stddef.h>\n#include <stdint.h>\n#include <stdio.h>\n"
	var all string
	for _, h := range reader.Order(lib.path, lib.headers) {
		all += line(h)
	}
	if _, err := c.compile(t, []byte(text+all), flags...); err == nil {
		return text + all
	}
	for _, h := range reader.Order(lib.path, lib.headers) {
		if _, err := c.compile(t, []byte(text+line(h)), flags...); err == nil {
			text += line(h)
		}
	}
	return text
}
