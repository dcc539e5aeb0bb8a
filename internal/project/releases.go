package project

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/toml"
)

// ReleasesName is the name of the file that says which version of each component
// belongs to the releases whose surfaces are recorded.
const ReleasesName = "releases.toml"

// releases are the recorded releases of the project: release → component → the
// component's version, as its ecosystem writes it.
type releases map[string]map[string]string

func (p *Project) releasesFile() string {
	return filepath.Join(p.Config.Baselines(), ReleasesName)
}

func readReleases(name string) (releases, error) {
	data, err := config.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return releases{}, nil
	}
	if err != nil {
		return nil, err
	}
	r := releases{}
	if err := toml.Decode(data, &r); err != nil {
		e := &config.Error{File: name, Reason: err.Error(), Hint: "apicheck baseline record writes it; remove it, and record the releases again"}
		var at *toml.Error
		if errors.As(err, &at) {
			e.Line, e.Reason = at.Line, at.Reason
		}
		return nil, e
	}
	return r, nil
}

// text writes the releases in the form that is read, the oldest first.
func (r releases) text() []byte {
	var b strings.Builder
	b.WriteString("# Which version of each component belongs to a release of the project. Written by\n# apicheck baseline record.\n")
	order := slices.SortedFunc(maps.Keys(r), policy.CompareVersions)
	for _, release := range order {
		fmt.Fprintf(&b, "\n[%s]\n", toml.Quote(release))
		for _, name := range slices.Sorted(maps.Keys(r[release])) {
			fmt.Fprintf(&b, "%s = %s\n", toml.Quote(name), toml.Quote(r[release][name]))
		}
	}
	return []byte(b.String())
}

// plain is a version of the project without the v of its tag.
func plain(version string) string { return strings.TrimPrefix(version, "v") }
