package diff

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apicheck/apicheck/internal/api"
)

// surface makes a sealed surface of lines "ID KIND PARENT TYPE VALUE FACT=VALUE…",
// "-" standing for nothing, and of gaps "!SCOPE DIGEST REASON".
func surface(t *testing.T, text string) *api.Surface {
	t.Helper()
	dash := func(s string) string { return strings.TrimPrefix(s, "-") }
	s := &api.Surface{}
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		switch {
		case len(f) == 0:
		case strings.HasPrefix(f[0], "!"):
			s.Gaps = append(s.Gaps, api.Gap{Scope: f[0][1:], Digest: f[1], Reason: f[2]})
		default:
			it := api.Item{ID: f[0], Kind: f[1], Parent: dash(f[2]), Type: dash(f[3]), Value: dash(f[4])}
			for _, fact := range f[5:] {
				name, value, _ := strings.Cut(fact, "=")
				it.Facts = it.Facts.With(name, value)
			}
			s.Items = append(s.Items, it)
		}
	}
	if err := s.Seal(); err != nil {
		t.Fatal(err)
	}
	return s
}

func describe(changes []Change) []string {
	var list []string
	for _, c := range changes {
		line := fmt.Sprintf("%s %s %s", c.Op, c.Item, c.Aspect)
		if c.Doubt != "" {
			line += " doubt"
		}
		list = append(list, strings.Join(strings.Fields(line), " "))
	}
	return list
}

func TestSurfaces(t *testing.T) {
	for _, test := range []struct {
		name, old, new string
		want           []string
	}{
		{"equal", "a func - f() -", "a func - f() -", nil},
		{"added and removed", "a func - f() -\nc func - f() -", "b func - f() -\nc func - f() -", []string{"removed a", "added b"}},
		{"members go with their parent", "t type - struct -\nt.a field t int -", "u type - struct -\nu.b field u int -", []string{"removed t", "added u"}},
		{"members of a parent that stays", "t type - struct -\nt.a field t int -", "t type - struct -\nt.b field t int -", []string{"removed t.a", "added t.b"}},
		{"every aspect", "a const - int 1 x=1 y", "a const - uint 2 x=2 z", []string{"changed a type", "changed a value", "changed a fact:x", "changed a fact:y", "changed a fact:z"}},
		{"a new kind is one change", "a const - int 1", "a var - uint -", []string{"changed a kind"}},
		{"an unchanged gap is quiet", "!m 1 r\nm module - - -", "!m 1 r\nm module - - -", nil},
		{"a changed gap is one change", "!m 1 r\nm module - - -", "!m 2 r\nm module - - -", []string{"changed m gap doubt"}},
		{"below a new gap nothing is removed for sure", "m module - - -\nm.a func m f() -\nb func - f() -", "!m 2 r\nm module - - -", []string{"removed b", "removed m.a doubt", "changed m gap doubt"}},
		{"a gap in the whole component", "a func - f() -", "! 2 r", []string{"removed a doubt", "changed gap doubt"}},
		{"below an unchanged gap removals are certain", "!m 1 r\nm module - - -\nm.a func m f() -", "!m 1 r\nm module - - -", []string{"removed m.a"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			old, new := surface(t, test.old), surface(t, test.new)
			got := describe(Surfaces(old, new))
			if !slices.Equal(got, test.want) {
				t.Errorf("changes %q, want %q", got, test.want)
			}
			for _, s := range []*api.Surface{old, new} {
				if self := Surfaces(s, s); len(self) > 0 {
					t.Errorf("against itself: %q", describe(self))
				}
			}
			mirrored := describe(Surfaces(new, old))
			swap := strings.NewReplacer("added", "removed", "removed", "added")
			for i := range mirrored {
				mirrored[i] = strings.TrimSuffix(swap.Replace(mirrored[i]), " doubt")
			}
			for i := range got {
				got[i] = strings.TrimSuffix(got[i], " doubt")
			}
			slices.Sort(mirrored)
			slices.Sort(got)
			if !slices.Equal(got, mirrored) {
				t.Errorf("%q is not mirrored by %q", got, mirrored)
			}
		})
	}
}
