"""Sentences for the demo's diary, by what the day was like. {sport}, {city} and {friend} are filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A reflection before its gaps are filled; `tags` by slug."""

    title: str
    body: str
    tags: Sequence[str] = ()


LINES: Mapping[str, Sequence[str]] = {
    "ill": (
        "Throat and a headache, stayed in bed.",
        "Soup, tea, two films I will not remember.",
        "Fever in the evening, slept through the afternoon.",
        "A little better, still slow on the stairs.",
    ),
    "away": (
        "{city}: walked until my feet gave up.",
        "Awake at five, the city was still dark.",
        "Breakfast outside, notebook, no plan.",
        "Trains, rain, a very good bookshop.",
        "Strange pillow, good company.",
    ),
    "short": (
        "Lay awake until two, no idea why.",
        "Too short a night, got through the day on tea.",
        "The neighbours were moving furniture at midnight.",
        "Slow morning, words came late.",
        "Should have closed the laptop at ten.",
    ),
    "after_wine": (
        "Worth it, but the night was a light one.",
        "A dry mouth and a late start.",
        "Two glasses, and awake at four again.",
        "Slept, but not deeply.",
    ),
    "sport": (
        "A long {sport} in the evening light.",
        "Legs heavy at first, then it went by itself.",
        "The {sport} cleared my head.",
        "Cold air, empty paths, a good {sport}.",
        "New loop by the canal, half an hour longer than planned.",
    ),
    "people": (
        "Dinner with {friend}, we talked about everything but work.",
        "A full kitchen and too many potatoes.",
        "Phone call with the family, an hour went by.",
        "{friend} came by with a cake.",
        "Cinema, then a long walk home.",
    ),
    "strain": (
        "One call after the other, nothing finished.",
        "The deadline moved again, this time towards us.",
        "Short with everyone. Tomorrow less coffee and more air.",
        "Too many tabs, in the browser and in my head.",
    ),
    "calm": (
        "Nothing planned, nothing missed.",
        "A quiet day, bread in the oven.",
        "Read half a book on the balcony.",
        "Slow, in the best sense.",
    ),
    "free": (
        "Market in the morning, nap in the afternoon.",
        "Repaired the bicycle light at last.",
        "Sorted photographs from last summer.",
        "Rain all day, soup and a board game.",
        "Late breakfast, then the woods.",
    ),
    "plain": (
        "An ordinary day.",
        "Finished the part that I had pushed away all week.",
        "Good lunch, long meeting, early evening.",
        "The first third of the day was the useful one.",
        "Fixed the dripping tap. It took three attempts.",
        "Wrote to the landlord about the window.",
        "Swapped the second coffee for a walk round the block.",
        "Watered the tomatoes, answered old letters.",
    ),
}

TEXTS: Mapping[str, Sequence[Text]] = {
    "ill": (
        Text(
            "In bed",
            "Nothing works today, so I am not trying.\n\n- slept in three pieces\n- drank two litres "
            "of tea\n- read eleven pages, twice\n\nThe ring noticed before I did: the temperature had "
            "been up since the night before.",
            ("ill",),
        ),
        Text(
            "Day three of the cold",
            "The fever is gone and what is left is *cotton wool*. I cancelled the {sport} and nobody "
            "minded. Note for the next time: **cancel earlier**.",
            ("ill",),
        ),
    ),
    "away": (
        Text(
            "{city}, second morning",
            "Wide awake long before the alarm. Went down to the water while the streets were being washed. "
            "I want to remember the light and the old man who fed exactly *one* gull.",
            ("away",),
        ),
        Text(
            "What travelling does to my days",
            "Three things, as every time:\n\n1. I eat when I am hungry and not when it is noon.\n"
            "2. I walk twice as far without noticing.\n3. I do not miss the desk until day five.",
            ("away",),
        ),
        Text(
            "A day without a map",
            "We took the first bus that came and stayed on it until the end. There was a harbour, a "
            "bench, and a bakery that sold only one thing. **It was the right thing.**",
            ("away", "people"),
        ),
    ),
    "short": (
        Text(
            "Four in the morning",
            "Awake again at four, thinking about a sentence in a mail that nobody but me will notice. "
            "I wrote it down here instead of in my head, and that helped a little.\n\n> What is "
            "written down may be left alone until breakfast.",
        ),
        Text(
            "On short nights",
            "I can work after a short night, but only on what I know already. Anything new has to wait. "
            "Moved the hard part to tomorrow and did the *filing* instead.",
            ("coffee",),
        ),
        Text(
            "Screens",
            "One more episode, and then one more. I know how this ends. Trying it this week with the "
            "tablet **in the kitchen** overnight.",
            ("screen",),
        ),
    ),
    "after_wine": (
        Text(
            "Is it worth it?",
            "A lovely evening, and a night in which I hardly went below the surface. I do not want a "
            "rule, but I want to *notice* it: \n\n- two glasses, late\n- awake at four\n- "
            "heavy legs at noon",
            ("alcohol", "people"),
        ),
        Text(
            "The morning after",
            "Slept long enough by the clock and feel as if I had not. It was a birthday, so no "
            "regrets. Water, eggs, fresh air.",
            ("alcohol",),
        ),
    ),
    "sport": (
        Text(
            "Why I keep going out",
            "The first ten minutes of every {sport} are a negotiation. After that there is only "
            "breathing and the next corner. Today there was a heron too.",
            ("sport",),
        ),
        Text(
            "Slow on purpose",
            "Tried to stay slow for the whole {sport} and found it *harder* than going fast. Could "
            "have talked all the way, had there been anyone to talk to.",
            ("sport",),
        ),
        Text(
            "A plan for the month",
            "Nothing heroic:\n\n- two short ones in the week\n- one long {sport} on Sunday\n- no watch "
            "on the long one",
            ("sport",),
        ),
    ),
    "people": (
        Text(
            "Long talk with {friend}",
            "We sat in the kitchen until the candles were done. {friend} asked what I would do with a "
            "year of free time, and I had no answer, which is *an answer too*.",
            ("people",),
        ),
        Text(
            "A table full of people",
            "Eight people, two dogs, one salad bowl too small. I was tired before and awake after. I "
            "tend to forget that it is this way round.",
            ("people",),
        ),
        Text(
            "Old friends",
            "Six years since we last met, and it took four minutes. We promised to do it "
            "again **before spring**.",
            ("people",),
        ),
    ),
    "strain": (
        Text(
            "Too much at once",
            "List of what was open at six in the evening:\n\n1. the draft\n2. the other draft\n3. the "
            "call I promised on Monday\n\nClosed the third and went home. The first two were still "
            "there in the morning, and *shorter* than I remembered.",
        ),
        Text(
            "Saying no",
            "I said yes to something today before I had understood the question. Practice for tomorrow: "
            "**“Let me think about it until Thursday.”**",
        ),
        Text(
            "Noise",
            "Open-plan, drill next door, three calls. I got one hour of real work done and it was the "
            "first one. Tomorrow I start at seven and keep the door shut.",
        ),
    ),
    "calm": (
        Text(
            "Nothing much",
            "A day with no edges. Bread, laundry, forty pages, early dusk. If every week had one of "
            "these I would ask for little else.",
            ("reading",),
        ),
        Text(
            "What went well",
            "- finished the letter\n- cooked something new and it was edible\n- did not look at the "
            "news after dinner",
        ),
    ),
    "free": (
        Text(
            "Sunday feeling",
            "The afternoon had that soft grey light that makes indoors look warmer. We moved the table "
            "to the window and it is a different room now.",
        ),
        Text(
            "The shed",
            "Cleared out the shed. Found the tent pegs, a jar of somebody's screws, and a *map* with "
            "our old route on it in pencil.",
        ),
        Text(
            "Reading list",
            "Started the novel {friend} gave me. Sixty pages in, and I already slow down so that it lasts.",
            ("reading", "people"),
        ),
    ),
    "plain": (
        Text(
            "A useful morning",
            "Two hours without a single message and the thing that had been stuck for a week simply came "
            "apart. I should guard *nine to eleven* better than I do.",
            ("coffee",),
        ),
        Text(
            "Small repairs",
            "The tap, the lamp, the letter. Three things off the list that had been on it since "
            "spring. Each took less time than I had spent **not** doing it.",
        ),
        Text(
            "Notes on a Tuesday kind of day",
            "It was not Tuesday but it felt like one. Work, soup, a walk around the block, work. I am "
            "fine with it.",
            ("walk",),
        ),
        Text(
            "What I want to remember",
            "The child on the tram who explained to everyone that the moon *follows* us. "
            "Nobody contradicted.",
        ),
        Text(
            "Evenings",
            "I like the version of me that reads in the evening better than the one that scrolls. "
            "Trying to meet that one more often.",
            ("reading",),
        ),
    ),
}

CLOSINGS: Sequence[str] = (
    "Early night.",
    "Tomorrow: leave ten minutes earlier.",
    "Enough for today.",
    "Grateful for the quiet hour before everyone was up.",
    "Note to self: call {friend} back.",
    "The rest can wait.",
)
