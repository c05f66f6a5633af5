// Package setup installs what the notebooks need into the project's own build folder: the tools of tools/go.mod,
// the GoNB kernel for Jupyter, and, as root on Debian or Ubuntu, Jupyter itself. Nothing outside the project is
// touched but the system's packages, and those only when they are missing.
//
// A [Step] first looks whether its work is done, so that running all again is quick. Another thing to install
// is one more Step in the list given to [Run].
package setup
