package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/cache"
	"github.com/apicheck/apicheck/internal/config"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/project"
	"github.com/apicheck/apicheck/internal/report"
)

// projectFlags are those of every command that checks a whole project.
type projectFlags struct {
	config, cache string
	noCache       bool
	only          []string
	format        string
	limit         int
	root          string // that places stand below, if the work tree was checked
}

// addProject declares the flags that such commands share.
func (a *app) addProject(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&a.common.dir, "directory", "C", "", "run as if started in `DIR`")
	f.StringVar(&a.project.config, "config", "", "configuration `FILE`")
	f.StringVar(&a.project.cache, "cache", "", "`DIR` of the cache")
	f.BoolVar(&a.project.noCache, "no-cache", false, "read everything anew")
	f.StringArrayVar(&a.project.only, "component", nil, "component `NAME`")
}

// addReport declares the flags of commands that write a report.
func (a *app) addReport(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&a.project.format, "format", "text", "output `FORMAT`")
	f.StringVarP(&a.common.output, "output", "o", "", "write to `FILE`")
	a.addDetail(cmd)
}

// openProject finds and reads the configuration.
func (a *app) openProject(ctx context.Context) (*project.Project, error) {
	file := a.project.config
	if file == "" {
		found, err := config.Find(orHere(a.common.dir))
		if err != nil {
			return nil, err
		}
		file = found
	} else {
		file = a.path(file)
	}
	c, err := config.Read(file)
	if err != nil {
		return nil, err
	}
	for _, pattern := range a.project.only {
		if !slices.ContainsFunc(c.Components, func(k config.Component) bool { return policy.Match(pattern, k.Name) }) {
			var names []string
			for _, k := range c.Components {
				names = append(names, k.Name)
			}
			return nil, &usageError{fmt.Sprintf("--component: there is no component %q", pattern), "the components are " + strings.Join(names, ", ")}
		}
	}
	p := &project.Project{Config: c, Languages: languages, Dir: a.common.dir, Progress: a.progress, Cache: &cache.Cache{}}
	if !a.project.noCache {
		dir := a.project.cache
		if dir == "" {
			dir = cache.Dir()
		} else {
			dir = a.path(dir)
		}
		p.Cache, p.Build = cache.Open(dir), buildID()
	}
	if err := p.Open(ctx); err != nil {
		return nil, err
	}
	return p, nil
}

func orHere(dir string) string {
	if dir == "" {
		return "."
	}
	return dir
}

// path is a path of the command line, which -C is in front of.
func (a *app) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.common.dir, name)
}

// buildID names this program: a released one by its revision, one that is being
// worked on by its file.
func buildID() string {
	words := []string{version}
	info, ok := debug.ReadBuildInfo()
	clean := false
	if ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				words = append(words, s.Value)
				clean = true
			case "vcs.modified":
				if s.Value != "false" {
					words = append(words, "modified")
				}
			}
		}
	}
	if !clean || slices.Contains(words, "modified") {
		exe, err := os.Executable()
		if err != nil {
			return ""
		}
		stat, err := os.Stat(exe)
		if err != nil {
			return ""
		}
		words = append(words, fmt.Sprint(stat.Size(), stat.ModTime().UnixNano()))
	}
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// report writes the report of a run in the format that was asked for, and takes
// its outcome.
func (a *app) report(r *report.Report) error {
	a.complainOf(r)
	if err := a.render(r, a.project.format); err != nil {
		return err
	}
	a.outcome = r.Verdict
	return nil
}

// complainOf says on standard error which components could not be checked, and
// reports whether there are any.
func (a *app) complainOf(r *report.Report) bool {
	any := false
	for i := range r.Components {
		c := &r.Components[i]
		if c.Error != nil {
			a.complain(c.Name+": "+strings.TrimPrefix(*c.Error, c.Name+": "), c.Hint)
			any = true
		}
	}
	return any
}
