// Package world tells short stories for small children.
package world
