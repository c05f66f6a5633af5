package world

// weather is what the day is like.
type weather struct {
	name string
	day  []string // "One sunny morning"
	fair bool     // one can be outdoors without a coat
}

var (
	sunny = &weather{"sunny", []string{"sunny", "sunny", "bright", "fine", "lovely", "beautiful"}, true}
	warm  = &weather{"warm", []string{"warm", "warm", "mild"}, true}
	hot   = &weather{"hot", []string{"hot"}, true}
	windy = &weather{"windy", []string{"windy", "windy", "breezy", "blustery"}, true}
	cloud = &weather{"cloudy", []string{"cloudy", "grey"}, true}
	cool  = &weather{"cool", []string{"cool", "fresh"}, true}
	misty = &weather{"misty", []string{"misty", "foggy"}, true}
	rain  = &weather{"rainy", []string{"rainy", "rainy", "wet"}, false}
	storm = &weather{"stormy", []string{"stormy", "wild"}, false}
	snow  = &weather{"snowy", []string{"snowy", "snowy", "wintry"}, false}
	frost = &weather{"frosty", []string{"frosty", "cold", "icy"}, false}

	fairDays = []*weather{sunny, sunny, sunny, sunny, warm, warm, hot, windy, cloud, cool, misty}
	anyDays  = []*weather{sunny, sunny, warm, hot, windy, cloud, cool, misty, rain, rain, storm, snow, snow, frost}
)

// day decides the weather: of the given kinds or, with none, what suits a story outdoors or indoors. Told again in
// the rain, it is rain.
func (t *tale) day(outdoors bool, kinds ...*weather) {
	if kinds == nil {
		if t.rainy = t.attr("dry") == ""; outdoors {
			kinds = fairDays
		} else {
			kinds = anyDays
		}
	}
	t.weather = one(t, kinds)
	day := t.sim.IntN(60)
	if t.weather == rain {
		t.rainy = false
	}
	if t.variant == inRain {
		t.weather = rain
	}
	t.set("day", t.weather.day[day%len(t.weather.day)])
	if outdoors {
		t.flag("out")
	} else {
		t.flag("in")
	}
	t.flag(t.weather.name)
	if t.weather.fair {
		t.flag("fair")
	}
	t.set("time", oneOf(t, "morning", "morning", "morning", "afternoon", "afternoon", "day", "day"))
	t.set("dayname", oneOf(t, "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
}

// sky is the beat that tells of the weather.
func (t *tale) sky() string { return "sky." + t.weather.name }
