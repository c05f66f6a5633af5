package diagram

// Bars are a few numbers as lengths, one below the other: name, bar, number.
type Bars struct {
	X, Y, W float64 // upper left corner and width of the whole
	Step    float64 // from bar to bar; 0: 20
	Names   []string
	Values  []float64 // from 0 up
	Max     float64   // the number of the longest possible bar
	Texts   []string  // the numbers as they are shown
	Tone    func(i int) Tone
}

// Bars draws them and returns the rectangles of the bars.
func (d *Drawing) Bars(b Bars) []Rect {
	if b.Step == 0 {
		b.Step = 20
	}
	names, numbers := 0.0, 0.0
	for i := range b.Values {
		if b.Names != nil {
			names = max(names, width(b.Names[i], Small)+6)
		}
		numbers = max(numbers, width(b.Texts[i], Small|Mono)+5)
	}
	room := b.W - names - numbers
	rects := make([]Rect, len(b.Values))
	for i, v := range b.Values {
		y := b.Y + float64(i)*b.Step
		if b.Names != nil {
			d.Text(Point{b.X + names - 6, y + b.Step/2}, b.Names[i], Small|Right)
		}
		tone := Blue
		if b.Tone != nil {
			tone = b.Tone(i)
		}
		rects[i] = Rect{b.X + names, y + 3, max(1, room*v/b.Max), b.Step - 6}
		d.rect(rects[i], tone, 1)
		d.Text(Point{rects[i].Right() + 5, y + b.Step/2}, b.Texts[i], Small|Mono|Left)
	}
	return rects
}
