package course

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/project"
)

// Start is the first cell of a notebook. It prints the versions, the backend that cells will open, the seed that the
// notebook uses, the size of the run and how to get the other, and where the text comes from; and returns the size.
func Start(seed int64) Size {
	size := RunSize()
	fmt.Println(versions())
	b, choice, err := backend.Open("")
	OK(err)
	b.Finalize()
	fmt.Println(choice)
	fmt.Println("seed:", seed)
	fmt.Println(size.line())
	if text, from := Story(); from == book.NeedVerdict {
		fmt.Printf("text: The Verdict (%d characters)\n", len([]rune(text)))
	} else {
		fmt.Println("text: " + from)
	}
	return size
}

// line says which size runs and how to get the other.
func (s Size) line() string {
	other := Of(s, Book, Tiny)
	return fmt.Sprintf("size: %s; for %s put %%env %s=%s in front of the cells, or make notebooks SIZE=%s", s, other,
		EnvSize, other, other)
}

// versions names Go, GoMLX and this project, as built into the running program.
func versions() string {
	version, _, simd := strings.Cut(runtime.Version(), "-X:simd")
	version = strings.Replace(version, "go", "Go ", 1)
	if simd {
		version += " with SIMD"
	}
	parts := []string{version}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return parts[0]
	}
	for _, dep := range append(info.Deps, &info.Main) {
		switch dep.Path {
		case "github.com/gomlx/gomlx":
			parts = append(parts, "GoMLX "+dep.Version)
		case project.Module:
			where := dep.Version
			if where == "" || where == "(devel)" {
				where = "from this folder"
			}
			parts = append(parts, project.Module+" "+where)
		}
	}
	return strings.Join(parts, ", ")
}
