/** Each emoji with the names by which it is found, the first of them is shown. */
const listed = `
😀 grinning|😃 smiley happy|😄 smile|😁 beaming grin|😆 laughing|😅 sweat_smile|🤣 rofl rolling
😂 joy tears|🙂 slight_smile|🙃 upside_down|😉 wink|😊 blush|😇 innocent angel|🥰 adore love
😍 heart_eyes|🤩 star_struck|😘 kiss|😋 yum|😛 tongue|😜 winking_tongue|🤪 zany|🤑 money_face
🤗 hug|🤭 oops giggle|🤫 quiet shush|🤔 thinking hmm|🤐 zipper|🤨 raised_eyebrow|😐 neutral
😑 expressionless|😶 speechless|😏 smirk|😒 unamused|🙄 eye_roll|😬 grimace|🤥 lying|😌 relieved
😔 pensive|😪 sleepy|🤤 drooling|😴 sleeping zzz|😷 mask|🤒 ill fever|🤕 hurt|🤢 nauseated
🤮 vomiting|🤧 sneezing|🥵 hot_face|🥶 cold_face|🥴 woozy|😵 dizzy_face|🤯 mind_blown
🤠 cowboy|🥳 party_face celebrate|😎 cool sunglasses|🤓 nerd|🧐 monocle|😕 confused|😟 worried
🙁 frowning|😮 open_mouth wow|😯 hushed|😲 astonished|😳 flushed|🥺 pleading|😦 anguished
😨 fearful|😰 anxious|😥 sad_relieved|😢 cry sad|😭 sob|😱 scream|😖 confounded|😣 persevering
😞 disappointed|😓 sweat|😩 weary|😫 tired|🥱 yawning|😤 triumph huff|😡 rage|😠 angry
🤬 swearing|😈 devil|💀 skull|💩 poop|🤡 clown|👻 ghost|👽 alien|🤖 robot|😺 smiling_cat
🙈 see_no_evil|🙉 hear_no_evil|🙊 speak_no_evil|💋 lips|💌 love_letter|💘 arrow_heart
💝 gift_heart|💖 sparkling_heart|💗 growing_heart|💓 beating_heart|💕 two_hearts|💔 broken_heart
❤️ heart|🧡 orange_heart|💛 yellow_heart|💚 green_heart|💙 blue_heart|💜 purple_heart
🖤 black_heart|🤍 white_heart|💯 hundred|💢 anger|💥 boom collision|💫 dizzy|💦 splash
💨 dash|💣 bomb|💬 speech|💭 thought|💤 zzz_sign|👋 wave hello bye|✋ raised_hand|🖖 vulcan
👌 ok_hand|🤌 pinched|✌️ victory peace|🤞 fingers_crossed luck|🤟 love_you|🤘 rock_on|🤙 call_me
👈 point_left|👉 point_right|👆 point_up|👇 point_down|☝️ one_up|👍 thumbsup yes +1|👎 thumbsdown no -1
✊ fist|👊 punch bump|👏 clap applause|🙌 raised_hands hooray|👐 open_hands|🤝 handshake deal
🙏 pray thanks please|✍️ writing|💅 nails|💪 muscle strong|🧠 brain|👀 eyes look|👂 ear|👃 nose
👶 baby|🧒 child|🧑 person|👨 man|👩 woman|🧓 elder|👮 police|🕵️ detective|👷 builder
🧑‍💻 developer coder|🧑‍🔬 scientist|🧑‍🎓 student|🧑‍🏫 teacher|🧑‍🚀 astronaut|🤷 shrug|🤦 facepalm
🙋 hand_up|💁 tipping_hand|🙅 no_good|🙆 ok_person|🏃 running|🚶 walking|💃 dancing|🧘 yoga
👪 family|🐶 dog|🐱 cat|🐭 mouse|🐹 hamster|🐰 rabbit|🦊 fox|🐻 bear|🐼 panda|🐨 koala
🐯 tiger|🦁 lion|🐮 cow|🐷 pig|🐸 frog|🐵 monkey|🐔 chicken|🐧 penguin|🐦 bird|🦆 duck|🦉 owl
🐺 wolf|🐴 horse|🦄 unicorn|🐝 bee|🐛 bug|🦋 butterfly|🐌 snail|🐢 turtle|🐍 snake|🐙 octopus
🦀 crab|🐟 fish|🐬 dolphin|🐳 whale|🦈 shark|🐘 elephant|🦒 giraffe|🌵 cactus|🎄 christmas_tree
🌲 tree|🌴 palm|🌱 seedling|🍀 clover lucky|🍁 maple|🍄 mushroom|🌹 rose|🌻 sunflower|🌸 blossom
💐 bouquet|🌍 earth globe|🌙 moon|⭐ star|🌟 glowing_star|✨ sparkles|⚡ zap lightning|🔥 fire lit
🌈 rainbow|☀️ sun sunny|⛅ cloudy|☁️ cloud|🌧️ rain|❄️ snowflake snow|⛄ snowman|💧 droplet|🌊 ocean
🍏 green_apple|🍎 apple|🍊 orange|🍋 lemon|🍌 banana|🍉 watermelon|🍇 grapes|🍓 strawberry
🍒 cherries|🍑 peach|🥭 mango|🍍 pineapple|🥥 coconut|🥑 avocado|🍅 tomato|🥕 carrot|🌽 corn
🌶️ pepper|🥔 potato|🍞 bread|🥐 croissant|🧀 cheese|🥚 egg|🥞 pancakes|🥓 bacon|🍔 burger
🍟 fries|🍕 pizza|🌭 hotdog|🥪 sandwich|🌮 taco|🥗 salad|🍝 pasta|🍜 noodles ramen|🍣 sushi
🍚 rice|🍦 ice_cream|🍩 doughnut|🍪 cookie|🎂 birthday cake|🍰 shortcake|🍫 chocolate|🍬 candy
🍿 popcorn|☕ coffee|🍵 tea|🍺 beer|🍻 cheers beers|🥂 toast_glasses|🍷 wine|🍸 cocktail|🥤 drink
⚽ soccer football|🏀 basketball|🎾 tennis|🏐 volleyball|🏓 ping_pong|🎯 target bullseye|🎮 game
🎲 dice|🧩 puzzle|🎸 guitar|🎹 piano|🎤 microphone|🎧 headphones|🎬 movie|🎨 art|🏆 trophy win
🥇 gold|🥈 silver|🥉 bronze|🏅 medal|🎉 tada party hooray|🎊 confetti|🎈 balloon|🎁 gift present
🚗 car|🚕 taxi|🚌 bus|🚓 police_car|🚑 ambulance|🚒 fire_engine|🚚 truck|🚲 bike bicycle
🏍️ motorcycle|🚆 train|✈️ plane|🚀 rocket ship launch|🚁 helicopter|⛵ sailboat|🚢 cruise_ship|⚓ anchor
🚦 traffic_light|🚧 construction|🏠 house home|🏢 office|🏥 hospital|🏫 school|🏖️ beach|⛰️ mountain
🗺️ map|⌚ watch|📱 phone mobile|💻 laptop|🖥️ desktop|🖨️ printer|⌨️ keyboard|🖱️ mouse_device
💾 floppy save|💿 disc|📷 camera|🎥 video|📞 telephone|📺 tv|⏰ alarm|⏳ hourglass waiting
⏱️ stopwatch|🔋 battery|🔌 plug|💡 bulb idea|🔦 flashlight|🕯️ candle|🛒 cart|💰 money bag|💳 card
💎 gem|🔧 wrench fix|🔨 hammer|🛠️ tools|⚙️ gear|🔩 bolt|🧲 magnet|🔬 microscope|🔭 telescope
💊 pill|🩹 bandage|🚪 door|🛏️ bed|🧹 broom|🧺 basket|🧻 paper_roll|🔑 key|🔒 locked|🔓 unlocked
📦 package box|📫 mailbox|✉️ envelope mail|📝 memo note|📄 page|📁 folder|📅 calendar date
📈 chart_up|📉 chart_down|📊 bar_chart|📋 clipboard|📌 pushpin pin|📎 paperclip|✂️ scissors
🗑️ wastebasket bin|📚 books|📖 book|🔍 search|✏️ pencil|🖊️ pen|📣 megaphone|🔔 bell|🔕 no_bell
🏁 finish|🚩 flag|✅ check done|☑️ ballot|✔️ heavy_check|❌ cross_mark|❓ question|❗ exclamation
⚠️ warning|⛔ no_entry|🚫 prohibited|♻️ recycle|💤 snooze|🆗 ok|🆕 new|🆘 sos|🔴 red_circle
🟠 orange_circle|🟡 yellow_circle|🟢 green_circle|🔵 blue_circle|🟣 purple_circle|⚫ black_circle
⚪ white_circle|➕ plus|➖ minus|➡️ right|⬅️ left|⬆️ up|⬇️ down|🔄 refresh|▶️ play|⏸️ pause|⏹️ stop
`;

/** @typedef {{ emoji: string, names: string[] }} Emoji */

/** @type {Emoji[] | null} */
let parsed = null;

/** @returns {Emoji[]} */
function listEmoji() {
  parsed ??= listed
    .split(/[|\n]/u)
    .filter(Boolean)
    .map((text) => {
      const [emoji = '', ...names] = text.split(' ');
      return { emoji, names };
    });
  return parsed;
}

/**
 * Emoji whose name begins with what was typed first, then those that hold it.
 * @param {string} typed @param {number} most
 */
export function findEmoji(typed, most) {
  const wanted = typed.toLowerCase();
  const score = (/** @type {Emoji} */ { names }) => {
    if (names.includes(wanted)) return 0;
    if (names.some((name) => name.startsWith(wanted))) return 1;
    return names.some((name) => name.includes(wanted)) ? 2 : 3;
  };
  return listEmoji()
    .map((one) => ({ one, rank: score(one) }))
    .filter(({ rank }) => rank < 3)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ one }) => one);
}

/** The emoji that is called exactly so. @param {string} name */
export function emojiCalled(name) {
  return listEmoji().find(({ names }) => names.includes(name.toLowerCase()))?.emoji;
}

/** The first name of an emoji. @param {string} emoji */
export function nameOfEmoji(emoji) {
  return (
    listEmoji()
      .find((one) => one.emoji === emoji)
      ?.names[0]?.replaceAll('_', ' ') ?? emoji
  );
}

/** Those that are pressed most. */
export const usualEmoji = ['👍', '❤️', '😂', '🎉', '👀', '🙏'];
