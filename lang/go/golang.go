// Package golang reads, compares and judges the public API of Go modules.
//
// Reading is go/types over the source alone: no toolchain, no network, no cgo,
// no module cache. The standard library is embedded as export data (std.go);
// other modules and C are stubs (stub.go), and what rests on a stub is a doubt.
// load.go finds and parses files, check.go type-checks them for one platform,
// extract.go turns what users can reach into items, in the notation of canon.go.
//
// Judging is golang.org/x/exp/apidiff's. It needs types, so rebuild.go makes
// them from the items again: a recorded surface is judged like its source.
// judge.go asks apidiff one question at a time, in the common vocabulary that
// pair.go and translate.go prepare, and constraint.go judges what apidiff does
// not look at. rules.go names the changes.
package golang

import (
	"embed"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/lang"
)

const (
	language = "go"

	// revision is recorded in every surface: raise it when extract describes
	// the same source differently.
	revision = 1
)

//go:embed rules
var docs embed.FS

// Language is the Go language.
var Language = lang.Language{
	Name:             language,
	Title:            "Go",
	Revision:         revision,
	Registries:       []string{"go"},
	Detect:           detect,
	Options:          options,
	ReadOptions:      readOptions,
	Versioning:       api.ZeroUnstable,
	Extract:          extract,
	Compare:          compare,
	AvailableWithout: availableWithout,
	Wholes:           []string{kindPackage, kindType},
	Rules:            rules,
	Decl:             declaration,
	Docs:             docs,
}
