// Package guard turns a panic into an error, at the border between this program
// and input that nobody foresaw.
package guard

import (
	"fmt"
	"runtime/debug"
)

// A Panic is a defect of this program, met while it worked on some input.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) Error() string { return fmt.Sprintf("defect of apicheck: %v", p.Value) }

// Call returns what f returns, or a *Panic if it panics.
func Call(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &Panic{r, debug.Stack()}
		}
	}()
	return f()
}
