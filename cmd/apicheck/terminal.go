package main

import (
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/apicheck/apicheck/internal/report"
)

// terminalOf says what the text format may use on w. Where w is no terminal the
// output is the same everywhere: 100 columns and no colour.
func terminalOf(w io.Writer) report.Terminal {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return report.Terminal{Width: 100}
	}
	t := report.Terminal{Width: 100, Color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		t.Width = width
	}
	return t
}

// hasLinks reports whether the terminal opens links: those that are known to say
// who they are.
func hasLinks() bool {
	for _, v := range []string{"VTE_VERSION", "KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION", "WEZTERM_PANE"} {
		if os.Getenv(v) != "" {
			return true
		}
	}
	return slices.Contains([]string{"iTerm.app", "vscode", "WezTerm", "ghostty", "Hyper"}, os.Getenv("TERM_PROGRAM"))
}

// progress shows that something slow goes on, if standard error is a terminal
// and it takes more than a moment.
func (a *app) progress(what string) (done func()) {
	f, ok := a.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func() {}
	}
	if !a.spinning.CompareAndSwap(false, true) {
		return func() {} // one line has room for one
	}
	bar := progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(f),
		progressbar.OptionSetDescription("apicheck: "+report.Plain(what)),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetElapsedTime(false),
	)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				_ = bar.Finish()
				return
			case <-tick.C:
				_ = bar.Add(1)
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
		a.spinning.Store(false)
	}
}

func join(words []string) string { return strings.Join(words, " ") }
