package org.burst4j.data.synth;

import java.util.Locale;
import org.burst4j.ConfigException;

/** How often the kinds of burst and the countries occur in a synthetic corpus. */
public enum SynthShares {
    /** Countries alike; no kind is rare: 4, 8, 4, 4, 8, 4, 3, 5 of 40 in label order. */
    EVEN(12),

    /**
     * Like the published A-VB training split: kinds 4, 14, 3, 3, 10, 2, 1, 3 of 40 in label order;
     * China, South Africa, United States and Venezuela 2 : 2 : 3 : 1 among the speakers.
     */
    OFFICIAL(17);

    private final int minimumSpeakers;

    SynthShares(int minimumSpeakers) {
        this.minimumSpeakers = minimumSpeakers;
    }

    /**
     * The name that users write.
     *
     * @return {@code even} or {@code official}
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds shares by their name.
     *
     * @param id {@code even} or {@code official}, in any case
     * @return the shares
     * @throws ConfigException if there are none of that name
     */
    public static SynthShares of(String id) {
        for (SynthShares shares : values()) {
            if (shares.id().equalsIgnoreCase(id)) {
                return shares;
            }
        }
        throw new ConfigException(
                "shares '" + id + "' are not known", "Known shares: 'even' and 'official'.");
    }

    /**
     * The fewest speakers that put each country into each split.
     *
     * @return 12 or 17
     */
    public int minimumSpeakers() {
        return minimumSpeakers;
    }

    /** The countries of consecutive speakers, again and again; the rarest first. */
    private int[] countryCycle() {
        return switch (this) {
            case EVEN -> new int[] {0, 1, 2, 3};
            case OFFICIAL -> new int[] {3, 2, 0, 1, 2, 0, 1, 2};
        };
    }

    /**
     * Where a speaker comes from.
     *
     * @param speaker index of the speaker
     * @return index into the country task's labels
     */
    int countryOf(int speaker) {
        int[] cycle = countryCycle();
        return cycle[speaker % cycle.length];
    }

    /**
     * How many of the first speakers come from a country.
     *
     * @param country index into the country task's labels
     * @param speakers how many speakers are looked at
     * @return their number
     */
    int countOf(int country, int speakers) {
        int[] cycle = countryCycle();
        int count = 0;
        for (int place = 0; place < cycle.length; place++) {
            if (cycle[place] == country) {
                count += (speakers - place + cycle.length - 1) / cycle.length;
            }
        }
        return count;
    }

    /**
     * The kinds of {@link TypeSchedule#SLOTS} clips in label order.
     *
     * @return a new array
     */
    VocalType[] slots() {
        VocalType[] slots = new VocalType[TypeSchedule.SLOTS];
        int filled = 0;
        for (VocalType type : VocalType.values()) {
            for (int copy = 0; copy < type.share(this); copy++) {
                slots[filled++] = type;
            }
        }
        return slots;
    }
}
