// Package recipes has tests alone: of action.yml, of .pre-commit-hooks.yaml, and of
// the recipes in docs/ci.md, which nothing in this repository would run otherwise.
package recipes
