package toml

import (
	"errors"
	"maps"
	"testing"
)

func TestErrorsHaveTheirLine(t *testing.T) {
	type table struct {
		Name  string
		Count int
		Sub   struct{ Key string }
	}
	for _, test := range []struct {
		text   string
		strict bool
		want   Error
	}{
		{"name = 'x'\nname = 'y'\n", false, Error{Line: 2}},
		{"\n\nname = 3\n", false, Error{Line: 3, Reason: "unexpected integer"}},
		{"name = 'x'\n[sub]\nkye = 'x'\n", true, Error{Line: 3, Unknown: "sub.kye"}},
		{"name = 'x'\n\ncolour = 'x'\n", true, Error{Line: 3, Unknown: "colour"}},
		{"[sub\n", false, Error{Line: 1}},
		{"count = 'x'\n", true, Error{Line: 1, Reason: "unexpected string"}},
	} {
		decode := Decode
		if test.strict {
			decode = DecodeStrict
		}
		var got *Error
		if err := decode([]byte(test.text), &table{}); !errors.As(err, &got) {
			t.Errorf("%q: error %v", test.text, err)
			continue
		}
		if got.Line != test.want.Line || got.Unknown != test.want.Unknown || test.want.Reason != "" && got.Reason != test.want.Reason {
			t.Errorf("%q: got %+v, want %+v", test.text, got, test.want)
		}
	}
	if err := Decode([]byte("other = 1\nname = 'x'\n"), &table{}); err != nil {
		t.Errorf("a key that is not asked for: %v", err)
	}
}

func TestLines(t *testing.T) {
	got := Lines([]byte(`a = 1
[t]
b.c = 2

[[x]]
n = "one"
d = { e = 1, f = [{ g = 2 }] }
[x.sub]
"q.r" = 3
[[x]]

n = "two"
[[x.y]]
z = 1
`))
	want := map[string]int{
		"a": 1, "t": 2, "t.b.c": 3,
		"x.0": 5, "x.0.n": 6, "x.0.d": 7, "x.0.d.e": 7, "x.0.d.f": 7, "x.0.d.f.0.g": 7, "x.0.sub": 8, "x.0.sub.q.r": 9,
		"x.1": 10, "x.1.n": 12, "x.1.y.0": 13, "x.1.y.0.z": 14,
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
