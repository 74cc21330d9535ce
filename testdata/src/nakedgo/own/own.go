// Package own is reported in the team's own words.
package own

func Run(f func()) {
	go f() // want `this go statement goes past safe.Go, by which this package is to launch; see the handbook, chapter 3 \(nakedgo\)`
}
