// Package python reads the public API of Python distributions from their
// source, and judges how its changes meet those who call it, derive from it and
// check their programs against its types.
//
// Nothing is imported and no interpreter runs. A module's source is scanned
// (scan.go), its statements are parsed with tree-sitter (module.go), and their
// conditions are kept (condition.go, env.go). What names stand for is found on
// demand, across modules (resolve.go, class.go); public.go decides what users
// can name, and items.go and emit.go write it down, with types in one canonical
// form (annotation.go).
//
// Start reading at extract.go, and for the comparison at compare.go.
package python

import (
	"embed"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/lang"
)

const (
	language = "python"

	// revision is recorded in every surface: raise it when extract describes
	// the same source differently.
	revision = 1
)

//go:embed rules
var docs embed.FS

// Language is Python.
var Language = lang.Language{
	Name:             language,
	Title:            "Python",
	Revision:         revision,
	Registries:       []string{"pypi"},
	Detect:           detect,
	Options:          options,
	ReadOptions:      readOptions,
	Versioning:       api.PEP440,
	Extract:          extract,
	Compare:          compare,
	AvailableWithout: availableWithout,
	Wholes:           []string{kindModule, kindClass},
	Rules:            rules,
	Decl:             declaration,
	Docs:             docs,
}
