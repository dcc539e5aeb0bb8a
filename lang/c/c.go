// Package c reads the public headers of C libraries, and judges their changes
// at two levels: whether a program's source still compiles and means the same,
// and whether a compiled program still works (its ABI).
//
// Headers are preprocessed first (internal/preprocessor), for every target:
// then the external declarations are parsed (parse.go), records are laid out
// (layout.go), and all that users can name becomes an item (items.go). The
// stand-ins below include/ take the place of the system's headers: nothing
// outside of the tree is read.
//
// Start reading at extract.go, and for the comparison at compare.go.
package c

import (
	"embed"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/lang"
)

const (
	language = "c"
	revision = 1
)

//go:embed rules
var docs embed.FS

// Language is C.
var Language = lang.Language{
	Name:             language,
	Title:            "C",
	Revision:         revision,
	Registries:       nil,
	Detect:           detect,
	Options:          options,
	ReadOptions:      readOptions,
	Versioning:       api.ZeroUnstable,
	Extract:          extract,
	Compare:          compare,
	Levels:           []string{rule.LevelSource, rule.LevelABI},
	AvailableWithout: availableWithout,
	Wholes:           []string{"enum", "header", "struct", "typedef", "union"},
	Rules:            rules,
	Decl:             declaration,
	Docs:             docs,
}
