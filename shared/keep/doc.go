// Package keep keeps the results of long work: under a name made of everything that they depend on, so that no result
// is taken for that of other settings, and in a folder that is there whole or not at all. [Settings] are the same
// things in the words of whoever decided them, to be kept beside a result and compared one by one.
//
// Weighed: mitchellh/hashstructure, which makes keys of structs; it passes over unexported fields, so that a setting
// could be forgotten.
package keep
