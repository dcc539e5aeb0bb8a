package config

import _ "embed"

// Schema is the JSON schema of apicheck.toml, for editors.
//
//go:embed schema.json
var Schema []byte
