package python

import (
	"math/rand/v2"
	"testing"
)

func TestEnvironmentsAreWritten(t *testing.T) {
	on := func(platform string) envSet { return envsOf(func(_, p int) bool { return platforms[p] == platform }) }
	only := func(version string) envSet { return envsOf(func(v, _ int) bool { return versions[v] == version }) }
	for _, test := range []struct {
		set  envSet
		want string
	}{
		{allEnvs, "always"},
		{0, "never"},
		{since("3.8"), ">=3.8"},
		{since("2.7"), "always"},
		{allEnvs &^ python3, "<=2.7"},
		{allEnvs &^ since("3.9"), "<=3.8"},
		{only("3.9"), "3.9"},
		{only("3.15"), ">=3.15"},
		{since("3.9") &^ since("3.12"), "3.9 to 3.11"},
		{only("3.9") | only("3.11"), "3.9, 3.11"},
		{only("2.7") | since("3.6"), "<=2.7, >=3.6"},
		{on("win32"), "on win32"},
		{on("linux") | on("darwin"), "on linux, darwin"},
		{allEnvs &^ on("other"), "on linux, darwin, win32"},
		{since("3.8") & on("win32"), ">=3.8 on win32"},
		{since("3.8") | on("win32"), "<=3.7 on win32; >=3.8"},
		{only("2.7") | only("3.5")&on("darwin"), "<=2.7; 3.5 on darwin"},
		{only("3.5")&on("darwin") | only("3.6")&on("linux") | only("3.7")&on("darwin"), "3.5, 3.7 on darwin; 3.6 on linux"},
	} {
		if got := test.set.String(); got != test.want {
			t.Errorf("%b is written as %q, want %q", test.set, got, test.want)
		}
		if again, err := parseEnvs(test.want); err != nil || again != test.set {
			t.Errorf("%q is read as %b (%v), want %b", test.want, again, err, test.set)
		}
	}
}

// TestEnvironmentsAreReadAsWritten reads back sets of every kind.
func TestEnvironmentsAreReadAsWritten(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	check := func(s envSet) {
		t.Helper()
		again, err := parseEnvs(s.String())
		if err != nil || again != s {
			t.Fatalf("%b is written as %q, and read as %b (%v)", s, s, again, err)
		}
	}
	for v := range versions {
		check(since(versions[v]))
		check(allEnvs &^ since(versions[v]))
		for p := range platforms {
			check(env(v, p))
			check(allEnvs &^ env(v, p))
		}
	}
	for range 20_000 {
		s := envSet(r.Uint64()) & allEnvs
		check(s)
		check(s & envSet(r.Uint64()))
		check(s | envSet(r.Uint64())&allEnvs)
		// Whole versions and whole platforms, as conditions have them.
		var whole envSet
		for v := range versions {
			if r.IntN(2) == 0 {
				whole |= envsOf(func(w, _ int) bool { return w == v })
			}
		}
		on := r.IntN(1 << len(platforms))
		check(whole)
		check(whole & envsOf(func(_, p int) bool { return on>>p&1 == 1 }))
	}
}

func TestEnvironmentsThatCannotBeRead(t *testing.T) {
	for _, text := range []string{"", "3.2", ">=4", ">=3.8 to 3.9", "sometimes", "3.8,3.9", "3.8 to", "on mars", ">=3.8 on mars", ">=3.8;", " >=3.8"} {
		if s, err := parseEnvs(text); err == nil {
			t.Errorf("%q is read as %q", text, s)
		}
	}
}

func TestFirstVersion(t *testing.T) {
	for text, want := range map[string]string{"never": "", "always": "2.7", ">=3.8": "3.8", "3.9, >=3.11": "3.9", ">=3.12 on win32": "3.12", "on other": "2.7"} {
		s, err := parseEnvs(text)
		if err != nil || s.first() != want {
			t.Errorf("the first of %s is %q (%v), want %q", text, s.first(), err, want)
		}
	}
}

// TestVersionsAreOrdered holds what the sets take for granted.
func TestVersionsAreOrdered(t *testing.T) {
	for i := 1; i < len(versions); i++ {
		a, b := versionNumber(i-1), versionNumber(i)
		if a[0] > b[0] || a[0] == b[0] && a[1] >= b[1] {
			t.Errorf("%s stands before %s", versions[i-1], versions[i])
		}
	}
	if n := len(versions) * len(platforms); n > 63 {
		t.Errorf("%d environments do not fit into a set", n)
	}
	if python3&env(0, 0) != 0 || python3|allEnvs&^python3 != allEnvs {
		t.Errorf("Python 3 is %v", python3)
	}
}
