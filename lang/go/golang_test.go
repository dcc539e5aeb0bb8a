package golang

import (
	"context"
	"io/fs"
	"testing"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/lang"
)

func surfaceOf(t testing.TB, tree fs.FS) *api.Surface {
	t.Helper()
	s, err := extract(context.Background(), lang.Input{Tree: tree, Root: ".", Name: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func findingsOf(t testing.TB, old, new fs.FS) []rule.Finding {
	t.Helper()
	findings, err := Language.Findings(surfaceOf(t, old), surfaceOf(t, new))
	if err != nil {
		t.Fatal(err)
	}
	return findings
}
