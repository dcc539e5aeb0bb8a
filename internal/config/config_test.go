package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/apicheck/apicheck/internal/policy"
)

// component is a configuration that is whole, for tests to add to.
const component = "[[component]]\nname = \"a\"\nlanguage = \"go\"\npath = \"a\"\n"

func TestMistakesHaveTheirLineAndAHint(t *testing.T) {
	for _, test := range []struct{ text, want, hint string }{
		{"", "x.toml: it has no component", "add a [[component]]"},
		{"schema = 2\n" + component, "x.toml:1: unknown schema 2", "newer"},
		{component + "tiers = 1\n", "x.toml:5: ", ""},
		{component + "teir = 1\n", `x.toml:5: unknown key "component.teir"`, `is it "tier"? the keys there are exclude, features, include`},
		{"[polcy]\n" + component, `x.toml:1: unknown key "polcy"`, `is it "policy"?`},
		{"[policy.major]\nitem = 3\n" + component, `x.toml:2: unknown key "policy.major.item"`, `is it "items"? the keys there are items, share, whole`},
		{"[rules]\n\"go/x\" = { impct = \"risky\" }\n" + component, `x.toml:2: unknown key "rules.impct"`, `is it "impact"?`},
		{"[project]\ntag = \"release\"\n" + component, `x.toml:2: "release" is not the pattern of a tag`, "v{version}"},
		{"[branches]\nmain = \"big\"\n" + component, `x.toml:2: release "big" is none of`, ""},
		{"[policy]\ntier-2 = \"error\"\n" + component, `x.toml:2: tier-2 cannot be "error"`, "rfc, rfc-or-ack, ack, consult, note"},
		{"[policy]\npatch-breaking = \"rfc\"\n" + component, `x.toml:2: patch-breaking cannot be "rfc"`, "error, warn, note"},
		{"[policy.major]\nitems = -1\n" + component, "x.toml:2: the number of items is negative", ""},
		{"[policy.major]\nshare = 2.0\n" + component, "x.toml:2: the share is not between", ""},
		{"[rules]\n\"go/x\" = { impact = \"bad\" }\n" + component, `x.toml:2: rule go/x: there is no impact "bad"`, ""},
		{"[policy.rfc]\nfolder = \"../x\"\n" + component, `x.toml:2: "../x" is not a folder`, ""},
		{component + "tier = 4\n", "x.toml:5: component a: there is no tier 4", "1, 2 and 3"},
		{component + "version = \"1.{what}\"\n", "x.toml:5: component a: {what} is not a part", "{version}"},
		{component + "version = \"1.0\"\n", "x.toml:5: component a: version \"1.0\" has no part that changes", ""},
		{component + "since = \"soon\"\n", `x.toml:5: component a: "soon" is not a version`, ""},
		{component + "package = \"npm:x\"\n", `x.toml:5: component a: "npm:x" is not a package`, "crate:NAME"},
		{component + "[component.tiers]\n\"feature\" = 3\n", `x.toml:6: component a: "feature" is not what a tier`, ""},
		{component + "[component.tiers]\n\"feature:x\" = 7\n", "x.toml:6: component a: there is no tier 7", ""},
		{component + component, "x.toml:6: the component a is already there, in line 1", ""},
		{"[[component]]\nname = \"../a\"\nlanguage = \"go\"\npath = \"a\"\n", `x.toml:2: component ../a: "../a" is not a name`, ""},
		{"[[component]]\nname = \"a\"\nlanguage = \"go\"\npath = \"../a\"\n", `x.toml:4: component a: "../a" is not a directory inside`, ""},
		{"[[component]]\nname = \"a\"\nlanguage = \"go\"\n", "x.toml:2: component a: nothing says where it is", "path"},
		{"[[component]]\nname = \"a\"\npath = \"a\"\n", "x.toml:1: component a: it has no language", ""},
		{"[[component]]\nlanguage = \"a\"\npath = \"a\"\n", "x.toml:1: component 1: it has no name", ""},
		{"a = \n", "x.toml:1: ", ""},
		{"\xff", "x.toml:1: ", ""},
	} {
		_, err := Parse("x.toml", []byte(test.text))
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: error %v", test.text, err)
			continue
		}
		if !strings.HasPrefix(e.Error(), test.want) || !strings.Contains(e.Hint, test.hint) {
			t.Errorf("%q:\ngot  %v (%s)\nwant %s (%s)", test.text, e, e.Hint, test.want, test.hint)
		}
	}
}

func TestPolicyOfTheConfiguration(t *testing.T) {
	c, err := Parse("d/x.toml", []byte("[policy]\ntier-2 = \"ack\"\npatch-addition = \"error\"\n[policy.major]\nitems = 0\n[branches]\nmain = \"major\"\n\"release-*\" = \"patch\"\n\"*\" = \"minor\"\n"+component))
	if err != nil {
		t.Fatal(err)
	}
	want := policy.Default()
	want.Tier2, want.PatchAddition, want.Major.Items = policy.SettingAck, policy.SettingError, 0
	if got := c.Setup(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for branch, want := range map[string]string{"main": "major", "release-41.0.0": "patch", "feature": "minor"} {
		if got := c.ReleaseOn(branch); got != want {
			t.Errorf("%s: %q, want %q", branch, got, want)
		}
	}
}

func TestVersionFor(t *testing.T) {
	for _, test := range []struct{ template, release, want string }{
		{"", "41.0.4", "41.0.4"},
		{"{version}", "v41.0.4-rc.1", "41.0.4-rc.1"},
		{"0.{major+87}.{patch}", "41.0.4", "0.128.4"},
		{"{major-1}.{minor}", "3.2.1", "2.2"},
		{"{major-5}.0", "3.2.1", ""},
		{"independent", "41.0.4", ""},
		{"", "main", ""},
	} {
		k := Component{Version: test.template}
		if got := k.VersionFor(test.release); got != test.want {
			t.Errorf("%s of %s: %q, want %q", test.template, test.release, got, test.want)
		}
	}
}

func TestTagsAndVersions(t *testing.T) {
	for _, test := range []struct{ tag, pattern, want string }{
		{"v1.2.3", "v{version}", "1.2.3"}, {"1.2.3", "{version}", "1.2.3"}, {"py-1.2.3-final", "py-{version}-final", "1.2.3"},
		{"x1.2.3", "v{version}", ""}, {"v", "v{version}", ""},
	} {
		got, ok := VersionIn(test.tag, test.pattern)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("%s by %s: %q, %v", test.tag, test.pattern, got, ok)
		}
		if ok && TagOf(got, test.pattern) != test.tag {
			t.Errorf("%s does not come back", test.tag)
		}
	}
}

// TestSchema holds the schema against the keys that are read, and the example
// against both.
func TestSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("config.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	const example = "../../examples/wasmtime/apicheck.toml"
	data, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := toml.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	value, err = jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s: %v", example, err)
	}
	if _, err := Read(example); err != nil {
		t.Error(err)
	}
	properties := func(v any, path ...string) []string {
		for _, p := range path {
			v = v.(map[string]any)[p]
		}
		var keys []string
		for k := range v.(map[string]any)["properties"].(map[string]any) {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		return keys
	}
	for _, table := range []struct {
		typ  any
		path []string
	}{
		{Config{}, nil}, {Project{}, []string{"properties", "project"}}, {Policy{}, []string{"properties", "policy"}},
		{Measure{}, []string{"properties", "policy", "properties", "major"}}, {RFC{}, []string{"properties", "policy", "properties", "rfc"}},
		{Component{}, []string{"$defs", "component"}},
	} {
		if got, want := properties(doc, table.path...), keysOf(reflect.TypeOf(table.typ), nil); !slices.Equal(got, want) {
			t.Errorf("%T: the schema has %v, the configuration %v", table.typ, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(component))
	if data, err := os.ReadFile("../../examples/wasmtime/apicheck.toml"); err == nil {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("x.toml", data)
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("error %T: %v", err, err)
		}
		if err == nil {
			c.Setup()
			c.ReleaseOn("main")
			for i := range c.Components {
				c.Components[i].VersionFor("1.2.3")
			}
		}
	})
}
