-- A subscription of which everything was asked for again before its first run, and which was then
-- cancelled, was left with the generation of what is in doubt as the least that is right.
update subscription set floor_generation = 1 where floor_generation = 0 and generation > 0;
update subscription set former_floor = 1 where former_floor = 0 and generation > 0;
