package rust

import (
	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
)

func compare(old, new *api.Surface) ([]diff.Change, error) { return diff.Surfaces(old, new), nil }
func declaration(it, parent *api.Item) string              { return it.ID }
