package preprocessor

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// standIns is where the system's headers of lang/c stand: a compiler reads the
// same ones, so that differences are those of the preprocessors.
const standIns = "../../lang/c/include"

// A compiler preprocesses files below the root of the file system.
type compiler struct {
	program    string
	predefined string
	dirs       []string // system directories, relative to the root
}

func newCompiler(t *testing.T) *compiler {
	t.Helper()
	program, err := exec.LookPath("gcc")
	if err != nil {
		t.Skip("there is no gcc")
	}
	c := &compiler{program: program}
	out, err := exec.Command(program, "-std=gnu17", "-nostdinc", "-dM", "-E", "-x", "c", os.DevNull).Output()
	if err != nil {
		t.Fatal(err)
	}
	if help, err := exec.Command(program, "--version").Output(); err != nil || bytes.Contains(help, []byte("clang")) {
		t.Skip("gcc is clang")
	}
	c.predefined = string(out)
	for _, dir := range []string{"common", "posix"} {
		abs, err := filepath.Abs(filepath.Join(standIns, dir))
		if err != nil {
			t.Fatal(err)
		}
		c.dirs = append(c.dirs, strings.TrimPrefix(filepath.ToSlash(abs), "/"))
	}
	return c
}

// tokens returns the tokens of a file as the compiler sees them. It fails for
// files that the compiler gives up on.
func (c *compiler) tokens(name string, path []string) ([]Token, error) {
	args := []string{"-std=gnu17", "-nostdinc", "-E", "-P", "-w", "-x", "c"}
	for _, dir := range path {
		args = append(args, "-I", dir)
	}
	for _, dir := range c.dirs {
		args = append(args, "-isystem", dir)
	}
	cmd := exec.Command(c.program, append(args, name)...)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		// It goes on behind an #error, and stops at a header that is missing.
		if bytes.Contains(stderr.Bytes(), []byte("compilation terminated")) || len(out) == 0 {
			return nil, errors.New(strings.TrimSpace(stderr.String()))
		}
	} else if err != nil {
		return nil, err
	}
	var text strings.Builder
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, "#pragma") {
			text.WriteString(line)
		}
	}
	// gcc writes letters beyond ASCII in names as \U000000f6.
	return Lex(universalRE.ReplaceAllStringFunc(text.String(), func(s string) string {
		r, _ := strconv.ParseUint(s[2:], 16, 32)
		return string(rune(r))
	})), nil
}

var universalRE = regexp.MustCompile(`\\U[0-9a-f]{8}`)

// hasRE also finds what is asked through macros, such as LIB_HAS_BUILTIN(x).
var hasRE = regexp.MustCompile(`(?i)\w*has_?\w*\s*\(\s*(\w+)\s*\)`)

// answers asks the compiler what a source wants to know of it.
func (c *compiler) answers(sources []string) (map[string]bool, error) {
	asked := map[string]bool{}
	for _, s := range sources {
		for _, m := range hasRE.FindAllStringSubmatch(s, -1) {
			asked[m[1]] = isIdentStart(m[1][0])
		}
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		if asked[name] {
			fmt.Fprintf(&b, "#if __has_attribute(%s) || __has_builtin(%s)\n\"%s\"\n#endif\n", name, name, name)
		}
	}
	cmd := exec.Command(c.program, "-std=gnu17", "-E", "-P", "-w", "-x", "c", "-")
	cmd.Stdin = strings.NewReader(b.String())
	out, err := cmd.Output()
	names := map[string]bool{}
	for _, t := range Lex(string(out)) {
		names[strings.Trim(t.Text, `"_`)] = true
	}
	return names, err
}

// readBelowRoot leaves out templates, which a compiler does not know.
func readBelowRoot(name string) ([]byte, error) {
	if ext := filepath.Ext(name); ext == ".in" || ext == ".cmake" {
		return nil, fs.ErrNotExist
	}
	info, err := os.Stat("/" + name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fs.ErrNotExist
	}
	return os.ReadFile("/" + name)
}

// agree preprocesses a file by both, and says where they part.
func (c *compiler) agree(t *testing.T, r *Reader, name string, path []string, missing string) (difference string, err error) {
	t.Helper()
	config := &Config{Predefined: c.predefined}
	for _, dir := range path {
		config.Path = append(config.Path, Dir{Path: dir})
	}
	for _, dir := range c.dirs {
		config.Path = append(config.Path, Dir{Path: dir, System: true})
	}
	config.Names = map[string]bool{}
	// What the source asks the compiler for is known once it was read.
	var u *Unit
	for range 2 {
		u, err = Run(t.Context(), r, config, []string{name})
		if err != nil {
			return "", err
		}
		var texts []string
		for _, f := range r.files {
			texts = append(texts, f.Text)
		}
		if config.Names, err = c.answers(texts); err != nil {
			return "", err
		}
	}
	// The compiler stops where a header is missing; an empty one is put there.
	for _, p := range u.Problems {
		if header := strings.Trim(p.Digest, `<>"`); p.Beyond && fs.ValidPath(header) {
			file := filepath.Join(missing, filepath.FromSlash(header))
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				return "", err
			}
			if err := os.WriteFile(file, nil, 0o666); err != nil {
				return "", err
			}
		}
	}
	last := strings.TrimPrefix(filepath.ToSlash(missing), "/")
	theirs, err := c.tokens(name, append(slices.Clip(path), last))
	if err != nil {
		return "", err
	}
	ours := slices.DeleteFunc(slices.Clone(u.Tokens), func(t Token) bool { return t.Kind >= Pragma })
	for i := range max(len(ours), len(theirs)) {
		if i < len(ours) && i < len(theirs) && ours[i].Text == theirs[i].Text {
			continue
		}
		around := func(toks []Token) string { return plain(toks[min(max(i-8, 0), len(toks)):min(i+8, len(toks))]) }
		place := ""
		if i < len(ours) {
			place = fmt.Sprintf("%s:%d: ", r.File(ours[i].File).Name, ours[i].Line)
		}
		difference = fmt.Sprintf("%stoken %d\n\tours:   %s\n\ttheirs: %s", place, i, around(ours), around(theirs))
		if len(u.Problems) > 0 {
			difference += "\n\t" + strings.Join(problems(u)[:min(3, len(u.Problems))], "\n\t")
		}
		return difference, nil
	}
	return "", nil
}

func TestGCC(t *testing.T) {
	c := newCompiler(t)
	for _, test := range expansions {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "main.h")
			if err := os.WriteFile(file, []byte(test.src), 0o666); err != nil {
				t.Fatal(err)
			}
			name := strings.TrimPrefix(filepath.ToSlash(file), "/")
			difference, err := c.agree(t, NewReader(readBelowRoot), name, nil, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if difference != "" {
				t.Errorf("%s\n%s", test.src, difference)
			}
		})
	}
}

// TestGCCHeaders compares all headers below the directories that the
// environment variable APICHECK_HEADERS names, which are the search path too.
func TestGCCHeaders(t *testing.T) {
	list := os.Getenv("APICHECK_HEADERS")
	if list == "" {
		t.Skip("APICHECK_HEADERS names no directories")
	}
	c := newCompiler(t)
	var path, headers []string
	for _, dir := range filepath.SplitList(list) {
		abs, err := filepath.Abs(dir)
		if err != nil {
			t.Fatal(err)
		}
		path = append(path, strings.TrimPrefix(filepath.ToSlash(abs), "/"))
		err = filepath.WalkDir(abs, func(name string, e fs.DirEntry, err error) error {
			if err == nil && e.Type().IsRegular() && strings.HasSuffix(name, ".h") {
				headers = append(headers, strings.TrimPrefix(filepath.ToSlash(name), "/"))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	agree, skipped := 0, 0
	for _, name := range headers {
		difference, err := c.agree(t, NewReader(readBelowRoot), name, path, t.TempDir())
		switch {
		case err != nil:
			skipped++
			t.Logf("%s: left out: %.300s", name, err)
		case difference != "":
			t.Errorf("%s: %s", name, difference)
		default:
			agree++
		}
	}
	t.Logf("%d headers: %d agree, %d differ, %d left out", len(headers), agree, len(headers)-agree-skipped, skipped)
}
