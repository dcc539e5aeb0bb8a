package api

// A Versioning is how an ecosystem reads the versions below 1.0.0; above, all
// follow Semantic Versioning (https://semver.org).
type Versioning int

const (
	// ZeroUnstable: anything may change between versions 0.y.z (clause 4 of
	// SemVer, and https://go.dev/ref/mod#versions).
	ZeroUnstable Versioning = iota

	// ZeroShifted: the leftmost number that is not zero counts as the major
	// one (https://doc.rust-lang.org/cargo/reference/semver.html).
	ZeroShifted
)
