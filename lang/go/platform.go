package golang

import (
	"fmt"
	"go/build"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/lang"
)

// A platform is a GOOS and a GOARCH for which the API is read.
type platform struct{ os, arch string }

func (p platform) String() string { return p.os + "/" + p.arch }

// defaultPlatforms are Go's first-class ports that libraries commonly serve
// (https://go.dev/wiki/PortingPolicy#first-class-ports).
var defaultPlatforms = []platform{
	{"linux", "amd64"}, {"linux", "arm64"},
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

// ports are the GOARCH values of every GOOS (go tool dist list).
var ports = map[string]string{
	"aix": "ppc64", "android": "386 amd64 arm arm64", "darwin": "amd64 arm64", "dragonfly": "amd64",
	"freebsd": "386 amd64 arm arm64 riscv64", "illumos": "amd64", "ios": "amd64 arm64", "js": "wasm",
	"linux":  "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x",
	"netbsd": "386 amd64 arm arm64", "openbsd": "386 amd64 arm arm64 ppc64 riscv64", "plan9": "386 amd64 arm",
	"solaris": "amd64", "wasip1": "wasm", "windows": "386 amd64 arm64",
}

func isPort(goos, goarch string) bool {
	return slices.Contains(strings.Fields(ports[goos]), goarch)
}

// maxPlatforms is what fits in sourceFile.on.
const maxPlatforms = 64

var (
	platformRE = regexp.MustCompile(`^([a-z][a-z0-9]*)/([a-z0-9]+)$`)
	tagRE      = regexp.MustCompile(`^[\pL_][\pL\p{Nd}_.]*$`)
)

// parseOptions reads the options: targets are GOOS/GOARCH, features are build
// tags. Both come back sorted and without duplicates, the defaults filled in.
func parseOptions(o lang.Options) ([]platform, []string, error) {
	platforms := slices.Clone(defaultPlatforms)
	if len(o.Targets) > 0 {
		platforms = platforms[:0]
		for _, t := range o.Targets {
			m := platformRE.FindStringSubmatch(t)
			if m == nil {
				return nil, nil, fmt.Errorf("target %q is not GOOS/GOARCH", t)
			}
			if !isPort(m[1], m[2]) {
				return nil, nil, fmt.Errorf("target %q is no port of Go (go tool dist list names them)", t)
			}
			platforms = append(platforms, platform{m[1], m[2]})
		}
	}
	slices.SortFunc(platforms, func(a, b platform) int { return strings.Compare(a.String(), b.String()) })
	platforms = slices.Compact(platforms)
	if len(platforms) > maxPlatforms {
		return nil, nil, fmt.Errorf("%d targets: at most %d can be read at once", len(platforms), maxPlatforms)
	}
	tags := slices.Clone(o.Features)
	for _, t := range tags {
		if !tagRE.MatchString(t) {
			return nil, nil, fmt.Errorf("feature %q is not a build tag", t)
		}
	}
	slices.Sort(tags)
	return platforms, slices.Compact(tags), nil
}

// options is the canonical form for lang.Language.Options:
// "linux/amd64 windows/amd64 tags=netgo,osusergo".
func options(o lang.Options) (string, error) {
	if err := o.WithoutFiles("Go"); err != nil {
		return "", err
	}
	platforms, tags, err := parseOptions(o)
	if err != nil {
		return "", err
	}
	return canonicalOptions(platforms, tags), nil
}

func canonicalOptions(platforms []platform, tags []string) string {
	words := make([]string, 0, len(platforms)+1)
	for _, p := range platforms {
		words = append(words, p.String())
	}
	if len(tags) > 0 {
		words = append(words, "tags="+strings.Join(tags, ","))
	}
	return strings.Join(words, " ")
}

// readOptions implements lang.Language.ReadOptions.
func readOptions(canonical string) lang.Options {
	var o lang.Options
	for word := range strings.FieldsSeq(canonical) {
		if tags, ok := strings.CutPrefix(word, "tags="); ok {
			o.Features = strings.Split(tags, ",")
		} else {
			o.Targets = append(o.Targets, word)
		}
	}
	return o
}

// buildContext says which files the platform builds. Cgo counts as enabled:
// an API that needs it is an API.
func (p platform) buildContext(tags []string) *build.Context {
	c := build.Default
	c.GOOS, c.GOARCH = p.os, p.arch
	c.CgoEnabled = true
	c.BuildTags = tags
	c.ToolTags = nil
	c.UseAllFiles = false
	c.Compiler = "gc"
	c.JoinPath = func(elem ...string) string { return strings.Join(elem, "/") }
	return &c
}

// platformSet writes a set of platforms in a short canonical form: a GOOS alone
// stands for all its platforms among those read.
func platformSet(all []platform, has func(i int) bool) string {
	var words []string
	for i := 0; i < len(all); {
		j, n := i, 0
		for ; j < len(all) && all[j].os == all[i].os; j++ {
			if has(j) {
				n++
			}
		}
		switch {
		case n == j-i:
			words = append(words, all[i].os)
		default:
			for k := i; k < j; k++ {
				if has(k) {
					words = append(words, all[k].String())
				}
			}
		}
		i = j
	}
	return strings.Join(words, ",")
}

// inPlatformSet reports whether p is in a set that platformSet wrote.
func inPlatformSet(set string, p platform) bool {
	for word := range strings.SplitSeq(set, ",") {
		if word == p.os || word == p.String() {
			return true
		}
	}
	return false
}
