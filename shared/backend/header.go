package backend

import (
	"debug/elf"
	"debug/macho"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
)

// The names of processors in the headers of libraries.
var (
	elfMachines = map[string]elf.Machine{
		"386": elf.EM_386, "amd64": elf.EM_X86_64, "arm": elf.EM_ARM, "arm64": elf.EM_AARCH64,
		"loong64": elf.EM_LOONGARCH, "ppc64le": elf.EM_PPC64, "riscv64": elf.EM_RISCV, "s390x": elf.EM_S390,
	}
	machoProcessors = map[string]macho.Cpu{
		"386": macho.Cpu386, "amd64": macho.CpuAmd64, "arm": macho.CpuArm, "arm64": macho.CpuArm64,
	}
)

// CheckLibrary reads the headers of a shared library, without loading it: an error says that the file is none, is made
// for another system or processor, or is shorter than its headers promise. Loading a file that is cut short ends a
// program with a bus error.
func CheckLibrary(path string) error {
	if err := checkLibrary(path); err != nil {
		return fmt.Errorf("%s %w", path, err)
	}
	return nil
}

func checkLibrary(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("cannot be read: %w", errors.Unwrap(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("is no file")
	}
	switch runtime.GOOS {
	case "linux":
		return checkELF(f, info.Size())
	case "darwin":
		return checkMachO(f, info.Size())
	}
	return nil
}

// checkELF checks a library of Linux.
func checkELF(r io.ReaderAt, size int64) error {
	magic := make([]byte, len(elf.ELFMAG))
	if _, err := r.ReadAt(magic, 0); err != nil || string(magic) != elf.ELFMAG {
		return errors.New("is no shared library of Linux")
	}
	lib, err := elf.NewFile(r)
	if err != nil {
		return fmt.Errorf("is damaged or cut short at %d bytes: %w", size, err)
	}
	if lib.Type != elf.ET_DYN {
		return fmt.Errorf("is no shared library but a file of type %s", lib.Type)
	}
	if want, known := elfMachines[runtime.GOARCH]; known && lib.Machine != want {
		return fmt.Errorf("is made for another processor: %s, this program needs %s",
			processor(elfMachines, lib.Machine), runtime.GOARCH)
	}
	var end uint64
	for _, p := range lib.Progs {
		end = max(end, p.Off+p.Filesz)
	}
	return cutShort(end, size)
}

// checkMachO checks a library of macOS, which may hold code for several processors.
func checkMachO(r io.ReaderAt, size int64) error {
	if fat, err := macho.NewFatFile(r); err == nil {
		want := machoProcessors[runtime.GOARCH]
		for _, arch := range fat.Arches {
			if arch.Cpu == want {
				return cutShort(uint64(arch.Offset)+uint64(arch.Size), size)
			}
		}
		return fmt.Errorf("has no code for %s", runtime.GOARCH)
	}
	lib, err := macho.NewFile(r)
	if err != nil {
		return fmt.Errorf("is no shared library of macOS, or damaged: %w", err)
	}
	if lib.Type != macho.TypeDylib {
		return fmt.Errorf("is no shared library but a file of type %s", lib.Type)
	}
	if want := machoProcessors[runtime.GOARCH]; lib.Cpu != want {
		return fmt.Errorf("is made for another processor: %s, this program needs %s",
			processor(machoProcessors, lib.Cpu), runtime.GOARCH)
	}
	var end uint64
	for _, l := range lib.Loads {
		if s, ok := l.(*macho.Segment); ok {
			end = max(end, s.Offset+s.Filesz)
		}
	}
	return cutShort(end, size)
}

func cutShort(end uint64, size int64) error {
	if end > uint64(size) {
		return fmt.Errorf("is cut short: %d bytes of at least %d", size, end)
	}
	return nil
}

// processor is Go's name of a processor, or the header's where Go has none.
func processor[M interface {
	comparable
	fmt.Stringer
}](names map[string]M, m M) string {
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if names[name] == m {
			return name
		}
	}
	return m.String()
}
