// Package pictures draws the course's pictures.
package pictures
