// Package layout holds no code: its test asserts which package of the project imports which.
package layout
