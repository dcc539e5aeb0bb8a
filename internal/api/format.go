package api

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The .api format is text, one fact per line, made to be reviewed as a diff.
//
//	apicheck api 1
//	component	example.com/m
//	language	go
//	version	v1.2.3
//	origin	go:example.com/m@v1.2.3
//	extractor	1
//	options	linux/amd64
//
//	(*Store).GC	method in Store	func()
//	KindI32	const in .	ValKind	= 0
//	Store	type in .	struct
//	Store	~comparable	no
//	Store	!gap	7d865e959b2466a8	reason
//	end
//
// Fields are separated by one tab; tabs, line ends, backslashes, unprintable
// characters and invalid UTF-8 inside a field are escaped with a backslash. The
// body is sorted bytewise, every line names its item in full, and there is no
// line number, comment or count in it: an added method is one added line.
// The last line makes a truncated file an error.
const (
	formatMagic   = "apicheck api "
	formatVersion = 1
	formatEnd     = "end"

	// maxLine bounds a line, in bytes, against unbounded allocation.
	maxLine = 16 << 20
)

// A FormatError says that an input is not a recorded surface that this
// apicheck can read.
type FormatError struct {
	Line   int    // counted from 1; 0 for the input as a whole
	Reason string // what is wrong
	Hint   string // what to do about it, or ""
}

func (e *FormatError) Error() string {
	if e.Line == 0 {
		return e.Reason
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
}

// IsRecorded reports whether data begins as a recorded surface does, of
// whatever format version.
func IsRecorded(data []byte) bool { return bytes.HasPrefix(data, []byte(formatMagic)) }

// WriteTo writes the surface in the .api format. The surface must be sealed.
// Writing what Read returned yields the same bytes.
func (s *Surface) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(s.AppendText(nil))
	return int64(n), err
}

// AppendText appends the .api form of the sealed surface to b.
func (s *Surface) AppendText(b []byte) []byte {
	b = append(b, formatMagic...)
	b = strconv.AppendInt(b, formatVersion, 10)
	b = append(b, '\n')
	for _, h := range s.header() {
		b = append(b, h.name...)
		b = append(b, '\t')
		b = appendEscaped(b, h.get())
		b = append(b, '\n')
	}
	b = append(b, '\n')
	lines := make([]string, 0, len(s.Items)+len(s.Gaps))
	var buf []byte
	field := func(sep, text string) {
		buf = append(buf, sep...)
		buf = appendEscaped(buf, text)
	}
	line := func(id string) {
		lines = append(lines, string(buf))
		buf = appendEscaped(buf[:0], id)
	}
	for i := range s.Items {
		it := &s.Items[i]
		buf = appendEscaped(buf[:0], it.ID)
		field("\t", it.Kind)
		if it.Parent != "" {
			field(" in ", it.Parent)
		}
		field("\t", it.Type)
		if it.Value != "" {
			field("\t= ", it.Value)
		}
		line(it.ID)
		for _, f := range it.Facts {
			field("\t~", f.Name)
			if f.Value != "" {
				field("\t", f.Value)
			}
			line(it.ID)
		}
	}
	for _, g := range s.Gaps {
		buf = appendEscaped(buf[:0], g.Scope)
		if g.Broken {
			field("\t!broken\t", g.Digest)
		} else {
			field("\t!gap\t", g.Digest)
		}
		field("\t", g.Reason)
		line("")
	}
	slices.Sort(lines)
	for _, l := range lines {
		b = append(b, l...)
		b = append(b, '\n')
	}
	return append(b, formatEnd+"\n"...)
}

type headerField struct {
	name string
	get  func() string
	set  func(string) error
}

// header lists the header's lines in their order.
func (s *Surface) header() []headerField {
	text := func(name string, p *string) headerField {
		return headerField{name, func() string { return *p }, func(v string) error { *p = v; return nil }}
	}
	return []headerField{
		text("component", &s.Component),
		text("language", &s.Language),
		text("version", &s.Version),
		text("origin", &s.Origin),
		{"extractor", func() string { return strconv.Itoa(s.Extractor) }, func(v string) (err error) {
			if s.Extractor, err = strconv.Atoi(v); err != nil || s.Extractor < 0 || strconv.Itoa(s.Extractor) != v {
				return fmt.Errorf("extractor revision %q is not a number", v)
			}
			return nil
		}},
		text("options", &s.Options),
	}
}

// Read parses a surface in the .api format. What it accepts, AppendText writes
// back byte for byte; anything else is a *FormatError.
func Read(r io.Reader) (*Surface, error) {
	in := &lineReader{r: bufio.NewReaderSize(r, 64<<10)}
	first, err := in.next()
	if err != nil {
		return nil, err
	}
	version, ok := strings.CutPrefix(first, formatMagic)
	if !ok {
		return nil, &FormatError{1, "not a recorded surface: it does not begin with " + strconv.Quote(strings.TrimSpace(formatMagic)), ""}
	}
	if v, err := strconv.Atoi(version); err != nil || v != formatVersion {
		e := &FormatError{1, fmt.Sprintf("the .api format %q is not one that this apicheck reads (it reads format %d)", version, formatVersion), "record the surface again with this apicheck"}
		if err == nil && v > formatVersion {
			e.Hint = "it was written by a newer apicheck: upgrade this one"
		}
		return nil, e
	}
	s := new(Surface)
	for _, h := range s.header() {
		line, err := in.next()
		if err != nil {
			return nil, err
		}
		value, ok := strings.CutPrefix(line, h.name+"\t")
		if !ok {
			return nil, in.errorf("the header line %q is missing", h.name)
		}
		if value, err = in.unescape(value); err != nil {
			return nil, err
		}
		if err := h.set(value); err != nil {
			return nil, in.errorf("%v", err)
		}
	}
	if line, err := in.next(); err != nil {
		return nil, err
	} else if line != "" {
		return nil, in.errorf("expected an empty line after the header")
	}
	if err := s.readBody(in); err != nil {
		return nil, err
	}
	if err := s.Seal(); err != nil {
		return nil, &FormatError{0, err.Error(), recordAgain}
	}
	return s, nil
}

const recordAgain = "the file was edited or merged by hand: record the surface again"

// readBody reads the sorted lines up to the end mark. Within an item's lines the
// gaps sort first, then the item, then its facts.
func (s *Surface) readBody(in *lineReader) error {
	var prev string
	for {
		line, err := in.next()
		if err != nil {
			return err
		}
		if line == formatEnd {
			if rest, err := in.r.ReadByte(); err != io.EOF {
				return in.errorf("text after the end mark (%q)", rest)
			}
			return nil
		}
		if prev != "" && line <= prev {
			return &FormatError{in.n, "the lines are not sorted", recordAgain}
		}
		prev = line
		raw := strings.Split(line, "\t")
		f := make([]string, len(raw))
		for i := range raw {
			if f[i], err = in.unescape(raw[i]); err != nil {
				return err
			}
		}
		switch {
		case len(f) == 4 && (f[1] == "!gap" || f[1] == "!broken"):
			s.Gaps = append(s.Gaps, Gap{Scope: f[0], Broken: f[1] == "!broken", Digest: f[2], Reason: f[3]})
		case len(f) >= 2 && len(f) <= 3 && strings.HasPrefix(f[1], "~"):
			fact := Fact{Name: f[1][1:]}
			if len(f) == 3 {
				if fact.Value = f[2]; fact.Value == "" {
					return in.errorf("a fact's value is empty")
				}
			}
			if len(s.Items) == 0 || s.Items[len(s.Items)-1].ID != f[0] {
				return in.errorf("a fact of %q stands without its item", f[0])
			}
			it := &s.Items[len(s.Items)-1]
			it.Facts = append(it.Facts, fact)
		case len(f) == 3 || len(f) == 4:
			it := Item{ID: f[0], Type: f[2]}
			kind, parent, in1 := strings.Cut(raw[1], " in ")
			it.Kind = kind
			if in1 {
				if it.Parent, err = in.unescape(parent); err != nil {
					return err
				}
				if it.Parent == "" {
					return in.errorf("the parent of %q is empty", f[0])
				}
			}
			if len(f) == 4 {
				v, ok := strings.CutPrefix(f[3], "= ")
				if !ok || v == "" {
					return in.errorf("a value begins with %q and is not empty", "= ")
				}
				it.Value = v
			}
			s.Items = append(s.Items, it)
		default:
			return in.errorf("neither an item, nor a fact, nor a gap")
		}
	}
}

// A lineReader reads lines of bounded length and knows their numbers.
type lineReader struct {
	r *bufio.Reader
	n int
}

func (in *lineReader) next() (string, error) {
	in.n++
	var line []byte
	for {
		part, err := in.r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil:
			return string(line[:len(line)-1]), nil
		case errors.Is(err, bufio.ErrBufferFull):
			if len(line) > maxLine {
				return "", in.errorf("the line is longer than %d MiB", maxLine>>20)
			}
		case errors.Is(err, io.EOF):
			return "", &FormatError{in.n, "the file is truncated: its end mark is missing", "record the surface again"}
		default:
			return "", err
		}
	}
}

func (in *lineReader) errorf(format string, args ...any) error {
	return &FormatError{Line: in.n, Reason: fmt.Sprintf(format, args...)}
}

// appendEscaped appends text so that it holds no tab and no line end, shows
// every unprintable character, and can be read back exactly.
func appendEscaped(b []byte, text string) []byte {
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && n == 1:
			b = fmt.Appendf(b, `\x%02x`, text[0])
		case r == '\\':
			b = append(b, `\\`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\n':
			b = append(b, `\n`...)
		case r == ' ' || unicode.IsPrint(r):
			b = append(b, text[:n]...)
		default:
			b = fmt.Appendf(b, `\u{%x}`, r)
		}
		text = text[n:]
	}
	return b
}

// unescape reverses appendEscaped, and refuses whatever it would not write.
func (in *lineReader) unescape(s string) (string, error) {
	plain := !strings.ContainsRune(s, '\\')
	var b []byte
	if plain {
		b = []byte(s)
	} else {
		for i := 0; i < len(s); i++ {
			if s[i] != '\\' {
				b = append(b, s[i])
				continue
			}
			rest := s[i+1:]
			switch {
			case strings.HasPrefix(rest, `\`):
				b = append(b, '\\')
				i++
			case strings.HasPrefix(rest, "t"):
				b = append(b, '\t')
				i++
			case strings.HasPrefix(rest, "n"):
				b = append(b, '\n')
				i++
			case strings.HasPrefix(rest, "x") && len(rest) >= 3:
				v, err := strconv.ParseUint(rest[1:3], 16, 8)
				if err != nil {
					return "", in.errorf("bad escape")
				}
				b = append(b, byte(v))
				i += 3
			case strings.HasPrefix(rest, "u{") && strings.IndexByte(rest, '}') > 0:
				end := strings.IndexByte(rest, '}')
				v, err := strconv.ParseUint(rest[2:end], 16, 21)
				if err != nil {
					return "", in.errorf("bad escape")
				}
				b = utf8.AppendRune(b, rune(v))
				i += end + 1
			default:
				return "", in.errorf("bad escape")
			}
		}
	}
	if string(appendEscaped(nil, string(b))) != s {
		return "", in.errorf("text that is not escaped as this format demands")
	}
	return string(b), nil
}
