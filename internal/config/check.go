package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/internal/toml"
)

// settings lists what each kind of change may ask for.
var (
	tierSettings  = []policy.Setting{policy.SettingRFC, policy.SettingRFCOrAck, policy.SettingAck, policy.SettingConsult, policy.SettingNote}
	patchSettings = []policy.Setting{policy.SettingError, policy.SettingWarn, policy.SettingNote}
)

// Gates lists the prefixes of what may have a tier of its own.
var Gates = []string{"cfg", "feature", "guard", "item", "target"}

var (
	componentRE = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$`)
	packageRE   = regexp.MustCompile(`^(crate|go|pypi):[^@\s]+$`)
	releaseRE   = regexp.MustCompile(`^v?\d+(\.\d+){0,2}([-+][0-9A-Za-z.+-]+)?$`)
)

// check holds the configuration against what its keys mean, and fills in the
// defaults.
func (c *Config) check() error {
	if c.Schema != 0 && c.Schema != 1 {
		return c.at("schema", "this apicheck reads schema 1: use a newer one", "unknown schema %d", c.Schema)
	}
	c.Project.Tag = cmp.Or(c.Project.Tag, "v"+versionMark)
	c.Project.Baselines = cmp.Or(c.Project.Baselines, "baselines")
	c.Policy.RFC.Folder = cmp.Or(c.Policy.RFC.Folder, "accepted")
	if err := c.checkTag("project.tag", c.Project.Tag); err != nil {
		return err
	}
	if !fs.ValidPath(c.Policy.RFC.Folder) {
		return c.at("policy.rfc.folder", "write it relative to the checkout, with slashes", "%q is not a folder of the checkout", c.Policy.RFC.Folder)
	}
	for _, pattern := range slices.Sorted(maps.Keys(c.Branches)) {
		if _, err := policy.ParseRelease(c.Branches[pattern]); err != nil {
			return c.at("branches."+pattern, "", "%v", err)
		}
	}
	if err := c.checkPolicy(); err != nil {
		return err
	}
	if err := c.checkRules("rules", c.Rules); err != nil {
		return err
	}
	if len(c.Components) == 0 {
		return &Error{File: c.File, Reason: "it has no component", Hint: "add a [[component]] with a name, a language and a path"}
	}
	seen := map[string]int{}
	for i := range c.Components {
		if err := c.checkComponent(i); err != nil {
			return err
		}
		name := strings.ToLower(c.Components[i].Name) // recorded surfaces are files, and some file systems fold case
		if j, there := seen[name]; there {
			return c.at(fmt.Sprintf("component.%d.name", i), "a name is there once", "the component %s is already there, in line %d", c.Components[i].Name, c.lines[fmt.Sprintf("component.%d", j)])
		}
		seen[name] = i
	}
	return nil
}

func (c *Config) checkTag(key, tag string) error {
	if strings.Count(tag, versionMark) != 1 || strings.ContainsAny(tag, " ~^:?*[\\") || strings.HasPrefix(tag, "-") {
		return c.at(key, `write it with the version left out, such as "v{version}"`, "%q is not the pattern of a tag", tag)
	}
	return nil
}

func (c *Config) checkPolicy() error {
	for _, s := range []struct {
		key     string
		value   policy.Setting
		allowed []policy.Setting
	}{
		{"tier-1-major", c.Policy.Tier1Major, tierSettings}, {"tier-1-minor", c.Policy.Tier1Minor, tierSettings},
		{"tier-2", c.Policy.Tier2, tierSettings}, {"tier-3", c.Policy.Tier3, tierSettings},
		{"patch-breaking", c.Policy.PatchBreaking, patchSettings}, {"patch-addition", c.Policy.PatchAddition, patchSettings},
	} {
		if s.value != "" && !slices.Contains(s.allowed, s.value) {
			return c.at("policy."+s.key, "it is one of "+join(s.allowed), "%s cannot be %q", s.key, s.value)
		}
	}
	if m := c.Policy.Major; m != nil {
		if m.Items != nil && *m.Items < 0 {
			return c.at("policy.major.items", "0 switches the bound off", "the number of items is negative")
		}
		if m.Share != nil && !(*m.Share >= 0 && *m.Share <= 1) {
			return c.at("policy.major.share", "0.1 is a tenth of the old surface; 0 switches the bound off", "the share is not between 0 and 1")
		}
	}
	return nil
}

func (c *Config) checkRules(key string, rules map[string]rule.Override) error {
	for _, id := range slices.Sorted(maps.Keys(rules)) {
		if err := rules[id].Validate(); err != nil {
			return c.at(key+"."+id, `write { impact = "risky" } or { bump = "minor" }`, "rule %s: %v", id, err)
		}
	}
	return nil
}

func (c *Config) checkComponent(i int) error {
	k := &c.Components[i]
	key := fmt.Sprintf("component.%d", i)
	at := func(field, hint, format string, args ...any) error {
		name := key + "." + field
		if c.lines[name] == 0 {
			name = key
		}
		return c.at(name, hint, "component %s: %s", cmp.Or(k.Name, fmt.Sprint(i+1)), fmt.Sprintf(format, args...))
	}
	switch {
	case k.Name == "":
		return at("name", `add name = "…"`, "it has no name")
	case !componentRE.MatchString(k.Name):
		return at("name", "recorded surfaces are kept in a directory of that name", "%q is not a name of letters, digits, and . _ + - inside", k.Name)
	case k.Language == "":
		return at("language", `add language = "…"`, "it has no language")
	case k.Tier < 0 || k.Tier > 3:
		return at("tier", "the tiers are 1, 2 and 3; leave it out for none", "there is no tier %d", k.Tier)
	case k.Path == "" && k.Package == "" && k.Repository == "":
		return at("name", `add path = "DIR" for a directory of the repository, or package = "crate:NAME" for what is published`, "nothing says where it is")
	case k.Path != "" && !fs.ValidPath(path.Clean(k.Path)):
		return at("path", "write it relative to the top of the repository, with slashes", "%q is not a directory inside of the repository", k.Path)
	case k.Was != "" && !fs.ValidPath(path.Clean(k.Was)):
		return at("was", "write it relative to the top of the repository, with slashes", "%q is not a directory inside of the repository", k.Was)
	case k.Package != "" && !packageRE.MatchString(k.Package):
		return at("package", "write crate:NAME, go:MODULE or pypi:NAME, without a version", "%q is not a package", k.Package)
	case k.Tag != "" && k.Repository == "" && k.Path == "":
		return at("tag", "tags are those of a repository: add path or repository", "tag is of no use")
	}
	if k.Tag != "" {
		if err := c.checkTag(key+".tag", k.Tag); err != nil {
			return err
		}
	}
	if _, err := parseTemplate(k.Version); err != nil {
		return at("version", `write it such as "{version}" or "0.{major+87}.{patch}"`, "%v", err)
	}
	for _, bound := range []struct{ field, value string }{{"since", k.Since}, {"until", k.Until}} {
		if bound.value != "" && !releaseRE.MatchString(bound.value) {
			return at(bound.field, "write a version of the project such as 41.0.0", "%q is not a version", bound.value)
		}
	}
	for _, gate := range slices.Sorted(maps.Keys(k.Tiers)) {
		prefix, name, _ := strings.Cut(gate, ":")
		if !slices.Contains(Gates, prefix) || name == "" {
			return at("tiers."+gate, "write feature:NAME, guard:MACRO, target:NAME, cfg:NAME or item:PATTERN", "%q is not what a tier can be given to", gate)
		}
		if t := k.Tiers[gate]; t < 1 || t > 3 {
			return at("tiers."+gate, "the tiers are 1, 2 and 3", "there is no tier %d", t)
		}
	}
	return c.checkRules(key+".rules", k.Rules)
}

func join[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return strings.Join(words, ", ")
}

// decodeError gives an error of the TOML reader its file, and a hint: for an
// unknown key the nearest one that is known there.
func decodeError(file string, err error, into any) error {
	var e *toml.Error
	if !errors.As(err, &e) {
		return &Error{File: file, Reason: err.Error()}
	}
	out := &Error{File: file, Line: e.Line, Reason: e.Reason}
	if e.Unknown == "" {
		return out
	}
	keys := strings.Split(e.Unknown, ".")
	last := keys[len(keys)-1]
	known := keysOf(reflect.TypeOf(into), keys[:len(keys)-1])
	if near := nearest(last, known); near != "" {
		out.Hint = fmt.Sprintf("is it %q? ", near)
	}
	out.Hint += "the keys there are " + strings.Join(known, ", ")
	return out
}

// keysOf lists the keys that a table may have, found by the keys above it.
func keysOf(t reflect.Type, above []string) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		if t.Kind() == reflect.Map && len(above) > 0 {
			above = above[1:]
		}
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for i := range t.NumField() {
		key := t.Field(i).Tag.Get("toml")
		if key == "" || key == "-" {
			continue
		}
		if len(above) > 0 && above[0] == key {
			return keysOf(t.Field(i).Type, above[1:])
		}
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// nearest is the known word that a mistyped one most likely means, or "".
func nearest(word string, known []string) string {
	best, at := "", max(2, len(word)/3)+1
	for _, k := range known {
		if d := distance(word, k); d < at {
			best, at = k, d
		}
	}
	return best
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
