package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/guard"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/report"
	"github.com/apicheck/apicheck/internal/source"
	"github.com/apicheck/apicheck/lang"
)

// A usageError is a mistake in the command line, and what to do about it.
type usageError struct{ reason, hint string }

func (e *usageError) Error() string { return e.reason }

// A hintError adds what to do to an error that something could not be checked.
type hintError struct {
	error
	hint string
}

// fail prints an error and returns the exit code that it means.
func (a *app) fail(err error) int {
	code, hint := policy.ExitError, ""
	var usage *usageError
	var src *source.Error
	var input *lang.InputError
	var hinted *hintError
	var defect *guard.Panic
	var mistake *config.Error
	switch {
	case errors.As(err, &mistake):
		code, hint = policy.ExitUsage, mistake.Hint
	case errors.As(err, &usage):
		code, hint = policy.ExitUsage, usage.hint
	case errors.As(err, &hinted):
		hint = hinted.hint
	case errors.As(err, &src):
		hint = src.Hint
		if src.Usage {
			code = policy.ExitUsage
		}
	case errors.As(err, &input):
		hint = input.Hint
	case errors.Is(err, context.Canceled):
		err = errors.New("interrupted")
	case errors.As(err, &defect):
		hint = "please report it, with the input and this trace"
		defer a.stderr.Write(defect.Stack)
	case strings.HasPrefix(err.Error(), "unknown command"):
		code, hint = policy.ExitUsage, "apicheck help lists the commands"
	}
	a.complain(err.Error(), hint)
	return code
}

// complainOfGap prints that malformed input was not read, which makes the
// outcome an error.
func (a *app) complainOfGap(g api.Gap, hint string) {
	where := g.Scope
	if g.Pos.IsValid() {
		where = g.Pos.String()
	}
	a.complain(where+": "+g.Reason, hint)
	a.outcome = policy.Error
}

// complain prints an error and its hint in their one form.
func (a *app) complain(reason, hint string) {
	fmt.Fprintf(a.stderr, "apicheck: error: %s\n", report.Plain(reason))
	if hint != "" {
		fmt.Fprintf(a.stderr, "apicheck: hint: %s\n", report.Plain(hint))
	}
}
