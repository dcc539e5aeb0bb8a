// Package toml reads TOML (https://toml.io/en/v1.0.0), and says where what it
// reads stands. It is the only importer of the library behind it, so that every
// error in a manifest or in a configuration has one form.
package toml

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// An Error says what is wrong with a document, and where.
type Error struct {
	Line    int    // counted from 1
	Reason  string // in words of TOML
	Unknown string // the key that has no place in what is read, dotted; "" for other errors
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// In writes an error of Decode with the file that it was found in.
func In(file string, err error) string {
	var e *Error
	if errors.As(err, &e) {
		return fmt.Sprintf("%s:%d: %s", file, e.Line, e.Reason)
	}
	return file + ": " + err.Error()
}

// Decode reads a document into v. Keys that v has no place for are passed over.
// Every error is an *Error.
func Decode(data []byte, v any) error { return decode(toml.NewDecoder(bytes.NewReader(data)), v) }

// DecodeStrict reads a document into v, and refuses keys that v has no place for.
func DecodeStrict(data []byte, v any) error {
	return decode(toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields(), v)
}

// goTypeRE finds where the library speaks of this program's types.
var goTypeRE = regexp.MustCompile(` into (struct field|Go |a Go|type ).*$`)

func decode(d *toml.Decoder, v any) error {
	err := d.Decode(v)
	if err == nil {
		return nil
	}
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) && len(missing.Errors) > 0 {
		first := &missing.Errors[0]
		line, _ := first.Position()
		key := strings.Join(first.Key(), ".")
		return &Error{line, "unknown key " + strconv.Quote(key), key}
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		line, _ := decode.Position()
		reason := strings.TrimPrefix(decode.Error(), "toml: ")
		return &Error{Line: line, Reason: goTypeRE.ReplaceAllString(strings.Replace(reason, "cannot decode TOML", "unexpected", 1), "")}
	}
	return &Error{Line: 1, Reason: goTypeRE.ReplaceAllString(strings.TrimPrefix(err.Error(), "toml: "), "")}
}

// Lines tells the line of every key and table of a document that can be read,
// by its dotted name; elements of arrays of tables are numbered from 0:
//
//	component.0, component.0.name, policy.tier-2
func Lines(data []byte) map[string]int {
	lines := map[string]int{}
	counts := map[string]int{} // of elements in arrays of tables
	table := ""
	at := func(n *unstable.Node) int {
		return 1 + bytes.Count(data[:n.Raw.Offset], []byte{'\n'})
	}
	var p unstable.Parser
	p.Reset(data)
	for p.NextExpression() {
		n := p.Expression()
		names, where := key(n)
		switch n.Kind {
		case unstable.Table:
			table = inArray(names, counts)
			lines[table] = at(where)
		case unstable.ArrayTable:
			name := inArray(names[:len(names)-1], counts)
			if name != "" {
				name += "."
			}
			name += names[len(names)-1]
			table = name + "." + strconv.Itoa(counts[name])
			counts[name]++
			lines[table] = at(where)
		case unstable.KeyValue:
			keyValue(n, table, at, lines)
		}
	}
	return lines
}

// keyValue notes the line of a key, and of those of the inline tables behind it.
func keyValue(n *unstable.Node, table string, at func(*unstable.Node) int, lines map[string]int) {
	names, where := key(n)
	name := strings.Join(names, ".")
	if table != "" {
		name = table + "." + name
	}
	lines[name] = at(where)
	element(n.Value(), name, at, lines)
}

func element(v *unstable.Node, name string, at func(*unstable.Node) int, lines map[string]int) {
	switch v.Kind {
	case unstable.InlineTable:
		for kids := v.Children(); kids.Next(); {
			keyValue(kids.Node(), name, at, lines)
		}
	case unstable.Array:
		i := 0
		for kids := v.Children(); kids.Next(); i++ {
			element(kids.Node(), name+"."+strconv.Itoa(i), at, lines)
		}
	}
}

// key returns the parts of a dotted key, and its first node.
func key(n *unstable.Node) (names []string, first *unstable.Node) {
	for it := n.Key(); it.Next(); {
		if first == nil {
			first = it.Node()
		}
		names = append(names, string(it.Node().Data))
	}
	return names, first
}

// inArray is a dotted name in which a part that names an array of tables stands
// for the last element so far.
func inArray(names []string, counts map[string]int) string {
	full := ""
	for i, name := range names {
		if i > 0 {
			full += "."
		}
		full += name
		if n := counts[full]; n > 0 {
			full += "." + strconv.Itoa(n-1)
		}
	}
	return full
}

// Quote writes text as a basic string (https://toml.io/en/v1.0.0#string).
func Quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case !unicode.IsPrint(r) && r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
