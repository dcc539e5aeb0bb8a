package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
)

// compareForms compares two forms of one function: "-" is its absence, any other
// form has a signature of its own.
func compareForms(old, new string) []rule.Finding {
	f := rule.Finding{Item: "F", Fingerprint: "f", Impact: rule.Breaking, Bump: rule.Major}
	switch {
	case old == new:
		return nil
	case old == "-":
		f.Rule, f.Impact, f.Bump, f.Message = "added", rule.Compatible, rule.Minor, "added"
		f.New.Decl = new
	case new == "-":
		f.Rule, f.Message = "removed", "removed"
	default:
		f.Rule, f.Message = "changed", fmt.Sprintf("%s became %s", old, new)
		f.Old.Decl, f.New.Decl = old, new
	}
	f.Fingerprint = f.Rule
	return []rule.Finding{f}
}

// TestThreeSurfaces has all combinations of what a function may be in the last
// release, at the merge base, and at the head of a change.
func TestThreeSurfaces(t *testing.T) {
	for _, test := range []struct{ release, base, head, want string }{
		{"-", "-", "-", ""},
		{"-", "-", "1", "added introduced"},
		{"-", "1", "-", "removed unreleased"},
		{"-", "1", "1", "added pre-existing"},
		{"-", "1", "2", "added introduced, changed unreleased"},
		{"1", "-", "-", "removed pre-existing"},
		{"1", "-", "1", "removed fixed"},
		{"1", "-", "2", "changed pre-existing"},
		{"1", "1", "-", "removed introduced"},
		{"1", "1", "1", ""},
		{"1", "1", "2", "changed introduced"},
		{"1", "2", "-", "removed introduced"},
		{"1", "2", "1", "changed fixed"},
		{"1", "2", "2", "changed pre-existing"},
		{"1", "2", "3", "changed introduced"},
	} {
		var got []string
		for _, f := range Trace(compareForms(test.release, test.head), compareForms(test.release, test.base), compareForms(test.base, test.head)) {
			got = append(got, f.Rule+" "+string(f.Origin))
		}
		slices.Sort(got)
		if s := strings.Join(got, ", "); s != test.want {
			t.Errorf("release %s, base %s, head %s: %q, want %q", test.release, test.base, test.head, s, test.want)
		}
	}
}

// TestWhatAddsUpIsIntroduced has a break that neither step makes by itself.
func TestWhatAddsUpIsIntroduced(t *testing.T) {
	broken := rule.Finding{Item: "F", Impact: rule.Breaking, Bump: rule.Major}
	harmless := rule.Finding{Item: "F", Fingerprint: "x", Impact: rule.Compatible}
	got := Trace([]rule.Finding{broken}, []rule.Finding{harmless}, []rule.Finding{harmless})
	if len(got) != 1 || got[0].Origin != Introduced {
		t.Errorf("%+v", got)
	}
}

func TestPartlyRestored(t *testing.T) {
	typ, method := &api.Item{ID: "T"}, &api.Item{ID: "T.b", Parent: "T"}
	gone := func(it *api.Item) rule.Finding {
		return rule.Finding{Item: it.ID, Fingerprint: it.ID, Impact: rule.Breaking, Change: diff.Change{Op: diff.Removed, Old: it}}
	}
	back := rule.Finding{Item: "T", Impact: rule.Compatible, Change: diff.Change{Op: diff.Added, New: typ}}
	got := Trace([]rule.Finding{gone(method)}, []rule.Finding{gone(typ)}, []rule.Finding{back})
	if len(got) != 2 || got[0].Origin != PreExisting || got[1].Origin != Fixed {
		t.Errorf("%+v", got)
	}
}

// TestUnreadIsNotUnreleased removes what the release may have had in a place that
// could not be read.
func TestUnreadIsNotUnreleased(t *testing.T) {
	removed := rule.Finding{Item: "F", Impact: rule.Breaking, Change: diff.Change{Op: diff.Removed}}
	added := rule.Finding{Item: "F", Impact: rule.Compatible, Change: diff.Change{Op: diff.Added, Doubt: "a macro is not known"}}
	got := Trace(nil, []rule.Finding{added}, []rule.Finding{removed})
	if len(got) != 1 || got[0].Origin != Introduced || got[0].Impact != rule.Risky || got[0].Change.Doubt == "" {
		t.Errorf("%+v", got)
	}
}

// TestRemovalIsCertainWhereTheChangeTells has a removal that a gap, which is new
// since the release, makes uncertain: the change alone is certain.
func TestRemovalIsCertainWhereTheChangeTells(t *testing.T) {
	removed := rule.Finding{Item: "F", Fingerprint: "x", Impact: rule.Breaking, Change: diff.Change{Op: diff.Removed}}
	doubtful := removed
	doubtful.Impact, doubtful.Change.Doubt = rule.Risky, "a macro is not known"
	for _, test := range []struct {
		change []rule.Finding
		want   rule.Impact
	}{
		{[]rule.Finding{removed}, rule.Breaking},
		{[]rule.Finding{doubtful}, rule.Risky},
		{nil, rule.Risky},
	} {
		got := Trace([]rule.Finding{doubtful}, nil, test.change)
		if len(got) != 1 || got[0].Impact != test.want || got[0].Impact == rule.Breaking && got[0].Change.Doubt != "" {
			t.Errorf("%+v", got)
		}
	}
}
