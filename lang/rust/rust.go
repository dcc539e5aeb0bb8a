// Package rust reads, compares and judges the public API of Rust crates.
//
// Reading is from source alone: no rustc, no cargo, no build script, no proc
// macro. parse.go finds the items of a file with tree-sitter, and syntax.go
// reads their types. world.go enters them into modules for one profile (a set
// of features, a target) and expands macros (macro.go); resolve.go resolves
// names until nothing changes. reach.go walks what is public from the root,
// and items.go and impls.go write it down, with types in the canonical form of
// canon.go. extract.go merges the profiles into one surface.
//
// Judging is compare.go, which pairs what moved and splits a changed type into
// the parts that users notice; rules.go names the changes.
package rust

import (
	"embed"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/lang"
)

const (
	language = "rust"

	// revision is recorded in every surface: raise it when extract describes
	// the same source differently.
	revision = 3
)

//go:embed rules
var docs embed.FS

// Language is the Rust language.
var Language = lang.Language{
	Name:             language,
	Title:            "Rust",
	Revision:         revision,
	Registries:       []string{"crate"},
	Detect:           detect,
	Options:          options,
	ReadOptions:      readOptions,
	Versioning:       api.ZeroShifted,
	Extract:          extract,
	Compare:          compare,
	AvailableWithout: availableWithout,
	Wholes:           []string{"enum", "module", "struct", "trait", "type-alias", "union"},
	Rules:            rules,
	Decl:             declaration,
	Docs:             docs,
}
