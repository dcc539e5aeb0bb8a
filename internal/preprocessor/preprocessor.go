// Package preprocessor is a C preprocessor (ISO C, clause 6.10) for reading the
// headers of strangers: it needs no compiler, reads files through a function,
// and goes on behind whatever it cannot read.
//
// Beside the expanded tokens it keeps what a compiler throws away and a reader
// of an API needs: where each token stands in the source, which conditions on
// features it stands under (Guard), which macros are left in the end, which
// file includes which, and where C++ would see extern "C".
//
// Start reading at Run.
package preprocessor

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Limits on hostile input. A unit that meets one ends there, with a Problem.
const (
	maxIncludeDepth = 200       // as gcc has it
	maxIncludes     = 20_000    // files entered by one unit
	maxTokens       = 4_000_000 // tokens made by one unit, those of skipped macro arguments included
	maxExpansion    = 50_000    // tokens made for one call of Unit.Expand
	maxNesting      = 200       // macros expanded inside of arguments
	maxPasted       = 1 << 16   // bytes of one token that is pasted or stringized
	maxParams       = 10_000    // of a macro
)

// MaxFileSize is the size in bytes of the largest file that is read.
const MaxFileSize = 8 << 20

// ErrTooLarge is what the function that reads files returns for larger ones,
// wrapped with a digest of what the file holds.
var ErrTooLarge = errors.New("the file is larger than 8 MiB")

// unsetValue is the value of features whose value nobody knows: larger than any
// version or level that headers compare them with.
const unsetValue = 999_999_999

// A Reader reads and lexes files, each of them once, for any number of units.
// It may be used by several at once.
type Reader struct {
	read func(name string) ([]byte, error)

	mu    sync.Mutex
	files []*File
	named map[string]*File // also those that are not there, as nil
}

// NewReader makes a reader of the files that read returns. Names are
// slash-separated paths; read returns an error for those that do not exist.
func NewReader(read func(name string) ([]byte, error)) *Reader {
	return &Reader{read: read, named: map[string]*File{}}
}

// A File is a lexed file.
type File struct {
	ID         int32
	Name       string
	Configured bool // a template (NAME.in) that the build fills in
	Text       string

	tokens     []Token
	directives []int32 // indexes of the # that begin directives
	problems   []Problem
	guard      string // the macro of its include guard, "" for none
	wrapped    bool   // the guard stands around all of it
}

// file returns a file, or nil if there is none. A template stands in for the
// file that a build makes of it.
func (r *Reader) file(name string) *File {
	r.mu.Lock()
	defer r.mu.Unlock()
	if f, ok := r.named[name]; ok {
		return f
	}
	var f *File
	for _, suffix := range []string{"", ".in", ".cmake"} {
		data, err := r.read(name + suffix)
		if err != nil && !errors.Is(err, ErrTooLarge) {
			continue
		}
		f = &File{ID: int32(len(r.files)), Name: name + suffix, Configured: suffix != ""}
		if err != nil || len(data) > MaxFileSize {
			f.problems = []Problem{{File: f.ID, Line: 1, Text: ErrTooLarge.Error(), Digest: fmt.Sprint(name, len(data), err)}}
		} else {
			f.Text = string(data)
			f.lex()
			f.findGuard()
		}
		r.files = append(r.files, f)
		break
	}
	r.named[name] = f
	return f
}

// File returns the file with the given number.
func (r *Reader) File(id int32) *File {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.files[id]
}

// A Dir is a directory of the search path.
type Dir struct {
	Path   string
	System bool // its files are not part of what is read: only their types and macros count
	Fold   bool // names are looked up in lower case, as Windows does
}

// A Config says how a unit is read.
type Config struct {
	Path       []Dir
	Predefined string          // directives that stand before the first file
	Names      map[string]bool // what __has_attribute, __has_builtin and __has_feature and their like say yes to

	// Features are macros whose conditions are recorded as guards: those of
	// configured templates, which a unit finds itself, and these. A feature
	// with the value true is defined, as a number that is larger than what
	// headers compare it with.
	Features map[string]bool

	Unconfigured bool // the templates of configured files define nothing
}

// A Unit is what a list of headers comes to.
type Unit struct {
	Reader   *Reader
	Tokens   []Token
	Guards   []Guard            // Guards[0] is no condition
	Macros   map[string]*Macro  // as they are at the end of the header that defines them
	Entered  []*File            // files of the component, in the order they were first entered
	Includes map[int32][]int32  // by file: the files that it includes, stand-ins left out
	System   map[int32][]string // by file: the stand-ins that it includes, as it writes them
	Headers  map[int32]string   // by file: how users include it
	Features map[string]Feature // every feature that the unit met
	Skipped  bool               // a feature that is on keeps something from being read
	Problems []Problem

	state *unitReader
}

// A Feature is a macro that turns parts of an API on.
type Feature struct {
	Configured bool // of a template, where the library's build decides; else of the users' code
}

// A Problem is a place that could not be preprocessed.
type Problem struct {
	File   int32
	Line   int32
	Text   string
	Digest string // of what stands there
	Beyond bool   // not malformed: beyond what the tree holds
}

// A unitReader is the state of a unit while it is read.
type unitReader struct {
	ctx    context.Context
	reader *Reader
	config *Config
	unit   *Unit

	macros   map[string]*Macro
	headers  []string        // all that the unit is made of
	fresh    []string        // macros that were defined in the current header
	cxxOnly  map[string]bool // macros that only branches for C++ define
	cxx      map[string]Kind // macros that bring extern "C" to C++, and nothing to C
	guard    int32           // the guard around the current token
	guardIDs map[guardKey]int32
	once     map[int32]bool
	seen     map[int32]bool
	direct   map[int32]bool      // headers that users include themselves
	pushed   map[string][]*Macro // by #pragma push_macro
	depth    int                 // of includes
	includes int
	counter  int   // of __COUNTER__
	made     int   // tokens
	nesting  int   // of arguments
	asking   bool  // the expression of an #if is expanded
	stop     error // the unit ended early

	contexts []expansion
	source   *source
	file     *File
}

var errTooMuch = errors.New("too much to expand")

// Run preprocesses the headers one behind the other, as one translation unit
// that includes each. A header that an earlier one has included already is
// left out. An error means that ctx is done.
func Run(ctx context.Context, r *Reader, config *Config, headers []string) (*Unit, error) {
	p := &unitReader{
		ctx: ctx, reader: r, config: config,
		macros: map[string]*Macro{}, cxx: map[string]Kind{}, cxxOnly: map[string]bool{}, guardIDs: map[guardKey]int32{},
		once: map[int32]bool{}, seen: map[int32]bool{}, direct: map[int32]bool{}, pushed: map[string][]*Macro{},
		unit: &Unit{Reader: r, Macros: map[string]*Macro{}, Guards: []Guard{{}}, Includes: map[int32][]int32{}, System: map[int32][]string{}, Headers: map[int32]string{}, Features: map[string]Feature{}},
	}
	p.headers = headers
	p.predefine(config.Predefined)
	for name, on := range config.Features {
		p.unit.Features[name] = Feature{}
		if on {
			p.macros[name] = &Macro{Name: name, Body: []Token{{Kind: Number, Text: strconv.Itoa(unsetValue)}}, Predefined: true}
		}
	}
	for _, h := range headers {
		if f := r.file(h); f != nil {
			p.direct[f.ID] = true
		}
	}
	for _, h := range headers {
		f := r.file(h)
		if f == nil {
			p.problem(Problem{Text: fmt.Sprintf("%s does not exist", h), Digest: h})
			continue
		}
		if p.seen[f.ID] || p.stop != nil {
			continue
		}
		p.unit.Headers[f.ID] = p.spelling(h)
		p.enter(f)
		// What one header defines and another one redefines is what the first says.
		for _, name := range p.fresh {
			if m := p.macros[name]; m != nil && p.unit.Macros[name] == nil {
				p.unit.Macros[name] = m
			}
		}
		p.fresh = p.fresh[:0]
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	p.unit.state = p
	return p.unit, nil
}

// spelling is how users include a file: relative to the first directory of
// the search path that holds it.
func (p *unitReader) spelling(name string) string {
	best := name
	for _, d := range p.config.Path {
		if rest, ok := strings.CutPrefix(name, d.Path+"/"); ok && len(rest) < len(best) {
			best = rest
		}
	}
	return best
}

// enter reads a file in the place of the #include that names it.
func (p *unitReader) enter(f *File) {
	if p.includes++; p.includes > maxIncludes {
		p.giveUp("the headers include more than 20000 files")
		return
	}
	first := !p.seen[f.ID]
	p.seen[f.ID] = true
	if first && !p.isSystem(f) {
		p.unit.Entered = append(p.unit.Entered, f)
		p.unit.Problems = append(p.unit.Problems, f.problems...)
	}
	before, guard := p.file, p.guard
	if p.direct[f.ID] {
		p.guard = 0 // users may include it without the header that asks for a feature first
	}
	p.file = f
	p.depth++
	p.run(f)
	p.depth--
	p.file, p.guard = before, guard
}

func (p *unitReader) isSystem(f *File) bool {
	for _, d := range p.config.Path {
		if d.System && strings.HasPrefix(f.Name, d.Path+"/") {
			return true
		}
	}
	return false
}

// giveUp ends the unit: what follows is not read.
func (p *unitReader) giveUp(why string) {
	if p.stop == nil {
		p.stop = errTooMuch
		p.problem(Problem{Text: why, Digest: p.everything(), Line: p.line()})
	}
}

// everything stands for all headers: where a unit ends early, any change of any
// of them may be one that was not read.
func (p *unitReader) everything() string {
	h := sha256.New()
	seen := map[*File]bool{}
	add := func(f *File) {
		if f != nil && !seen[f] {
			seen[f] = true
			io.WriteString(h, f.Name)
			io.WriteString(h, f.Text)
		}
	}
	for _, name := range p.headers {
		add(p.reader.file(name))
	}
	for _, f := range p.unit.Entered {
		add(f)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (p *unitReader) problem(pr Problem) {
	if p.file != nil {
		pr.File = p.file.ID
		if p.isSystem(p.file) {
			return // the stand-ins have none of the component's problems
		}
	} else {
		pr.File = -1
	}
	p.unit.Problems = append(p.unit.Problems, pr)
}

// resolve finds the file that an #include names, or nil. from is the file
// that it stands in; next goes on behind the directory of that file.
func (p *unitReader) resolve(name string, quoted, next bool, from *File) *File {
	if name == "" || strings.HasPrefix(name, "/") || strings.Contains(name, "\\") || strings.ContainsRune(name, 0) {
		return nil
	}
	try := func(dir string, d Dir) *File {
		full := path.Join(dir, name)
		if d.Fold {
			full = path.Join(dir, strings.ToLower(name))
		}
		if strings.HasPrefix(full, "../") || full == ".." || d.System && !strings.HasPrefix(full, d.Path+"/") {
			return nil
		}
		return p.reader.file(full)
	}
	if quoted && !next {
		if f := try(path.Dir(from.Name), Dir{}); f != nil {
			return f
		}
	}
	start := 0
	if next {
		for i, d := range p.config.Path {
			if strings.HasPrefix(from.Name, d.Path+"/") {
				start = i + 1
			}
		}
	}
	for _, d := range p.config.Path[start:] {
		if f := try(d.Path, d); f != nil && f != from {
			return f
		}
	}
	return nil
}
