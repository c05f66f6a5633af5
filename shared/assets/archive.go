package assets

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"llmfromscratch/shared/atomicfile"
)

// extract takes the asset out of the downloaded zip archive and gives it its real name. No name of the archive
// becomes a path: the one member is looked for by its exact name, may be no larger than the table says, and must
// have the table's checksum.
func extract(j *job) error {
	archive, err := zip.OpenReader(j.part)
	if err != nil {
		return fmt.Errorf("%w: no zip archive (%w)", errWrongBytes, err)
	}
	defer archive.Close()
	for _, member := range archive.File {
		if member.Name != j.Member || !member.Mode().IsRegular() {
			continue
		}
		if member.UncompressedSize64 != uint64(j.Size) {
			return fmt.Errorf("%w: %q in the archive has %d bytes instead of %d", errWrongBytes, j.Member,
				member.UncompressedSize64, j.Size)
		}
		content, err := member.Open()
		if err != nil {
			return fmt.Errorf("%w: %q in the archive: %w", errWrongBytes, j.Member, err)
		}
		defer content.Close()
		return atomicfile.Write(j.target, func(w io.Writer) error {
			h := sha256.New()
			n, err := io.Copy(io.MultiWriter(w, h), io.LimitReader(content, j.Size+1))
			if err != nil {
				return fmt.Errorf("%w: %q in the archive: %w", errWrongBytes, j.Member, err)
			}
			if got := hex.EncodeToString(h.Sum(nil)); n != j.Size || !strings.EqualFold(got, j.SHA256) {
				return fmt.Errorf("%w: %q in the archive has SHA-256 %.12s… instead of %.12s…", errWrongBytes, j.Member,
					got, j.SHA256)
			}
			return nil
		})
	}
	return fmt.Errorf("%w: the archive has no %q", errWrongBytes, j.Member)
}
