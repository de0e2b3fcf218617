package io.henge.chaos.report;

import java.util.List;

/** Tells the worst stories of a run, of every failed schedule one as far as they go. */
final class StoryQuota {
  private static final int STORIES_MAX = 10;

  private final int each;
  private int left = STORIES_MAX;

  StoryQuota(int failedSchedules) {
    this.each = Math.max(1, STORIES_MAX / Math.max(1, failedSchedules));
  }

  List<Story> storiesOf(Examined schedule) {
    List<Story> stories = Story.worst(schedule.result(), Math.min(each, left));
    left -= stories.size();
    return stories;
  }
}
