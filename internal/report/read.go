package report

import (
	"encoding/json"
	"fmt"
	"io"
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
	var report Report
	if err := json.Unmarshal(data, &report); err != nil {
		return nil, fmt.Errorf("not a report of apicheck: %w", err)
	}
	return &report, nil
}
