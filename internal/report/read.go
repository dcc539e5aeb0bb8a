package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/apicheck/apicheck/internal/policy"
)

// maxReport bounds a saved report, in bytes.
const maxReport = 256 << 20

// Read reads a report that was saved as JSON. What a format makes of it is the
// same as if it were made at once.
func Read(r io.Reader) (*Report, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxReport+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxReport {
		return nil, fmt.Errorf("larger than %d MiB", maxReport>>20)
	}
	var head struct {
		Schema     int              `json:"schema"`
		Components *json.RawMessage `json:"components"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("not a report of apicheck: %w", err)
	}
	switch {
	case head.Schema == 0 || head.Components == nil:
		return nil, fmt.Errorf("not a report of apicheck: it has no schema, or no components")
	case head.Schema != SchemaVersion:
		return nil, fmt.Errorf("a report of schema %d, and this apicheck reads schema %d", head.Schema, SchemaVersion)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("not a report of apicheck: %w", err)
	}
	schema, err := compiled()
	if err != nil {
		return nil, err
	}
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(value); errors.As(err, &invalid) {
		return nil, fmt.Errorf("not a report of apicheck: %s", reason(invalid))
	} else if err != nil {
		return nil, err
	}
	var report Report
	if err := json.Unmarshal(data, &report); err != nil {
		return nil, fmt.Errorf("not a report of apicheck: %w", err)
	}
	for i := range report.Components {
		c := &report.Components[i]
		for j := range c.Findings {
			if f := &c.Findings[j]; f.Verdict == policy.Accepted && f.Accepted == nil {
				return nil, fmt.Errorf("not a report of apicheck: %s of %s is accepted by nobody", Plain(f.Fingerprint), Plain(c.Name))
			}
		}
	}
	return &report, nil
}

// compiled is the schema of the report: a saved one may come from a job that is
// not trusted, and its words go into commands and tables.
var compiled = sync.OnceValues(func() (*jsonschema.Schema, error) {
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("report.json", raw); err != nil {
		return nil, err
	}
	return c.Compile("report.json")
})

// reason is the innermost first cause of an invalid report, on one line.
func reason(err *jsonschema.ValidationError) string {
	for len(err.Causes) > 0 {
		err = err.Causes[0]
	}
	lines := strings.Split(err.Error(), "\n")
	return Plain(strings.TrimPrefix(strings.TrimSpace(lines[len(lines)-1]), "- "))
}
