package book

// FormatGot writes what a computation gave in one line of about limit characters, in the form of the expected value:
// where that is a Summary, Checksum or Digest, those of got.
func (f Figure) FormatGot(got any, limit int) string { return Format(inFormOf(f.Want, got), limit) }

// inFormOf brings got to the form of want as far as that goes.
func inFormOf(want, got any) any {
	p, err := plain(got)
	if err != nil {
		return got
	}
	switch want := want.(type) {
	case Summary:
		if s, err := Summarize(p); err == nil {
			return s
		}
	case Checksum:
		if s, err := Sum(p); err == nil {
			return s
		}
	case Digest:
		if d, err := digestOf(want, p); err == nil {
			return d
		}
	case Tensor:
		if a, err := toArray(p); err == nil {
			return a
		}
	case []any:
		if list, err := toList(p); err == nil {
			for i := range list[:min(len(list), len(want))] {
				list[i] = inFormOf(want[i], list[i])
			}
			return list
		}
	case map[string]any:
		if m, ok := p.(map[string]any); ok {
			out := make(map[string]any, len(m))
			for key, v := range m {
				out[key] = inFormOf(want[key], v)
			}
			return out
		}
	}
	return got
}
