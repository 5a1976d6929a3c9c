#!/bin/sh
# Says back what it hears. Needs the nats command line (github.com/nats-io/natscli) and jq.
#   NATS_URL       nats://host:port of the mesh
#   NATS_USER      echo-bot, the name that `npm run automation -- add` was given
#   NATS_PASSWORD  what it printed
set -eu
name=${NATS_USER:?}
: "${NATS_URL:?}" "${NATS_PASSWORD:?}"

# 1. Ask for one task and wait up to 20 s for it; --ack says that it arrived.
next_task() {
  nats --inbox-prefix "_I.$name" --timeout 20s consumer next TASKS "$name" --raw --ack
}

# 2. Make the answer. A message of another automation gets none, so that two never talk for ever.
# The nats command line takes {{ for one of its templates: \u007b is the same brace in JSON.
make_reply() {
  jq -c '{
    task,
    epoch: .conversation.epoch,
    messages: (
      if .message.role == "automation" then []
      else [{type: "text", data: .message.data}] end
    )
  }' | sed 's/{{/{\\u007b/g'
}

# 3. Send it until Natter took it, or refused it: only these two codes may pass by waiting.
send_reply() {
  until answer=$(printf '%s' "$1" |
    nats --inbox-prefix "_I.$name" request "natter.v1.$name.tasks.reply" --raw) &&
    printf '%s' "$answer" |
    jq -es '.[0].ok or ((.[0].code // "unavailable") | IN("unavailable", "rate_limited") | not)' \
      >/dev/null; do
    sleep 1
  done
}

while :; do
  if task=$(next_task 2>/dev/null); then
    [ -z "$task" ] || send_reply "$(printf '%s' "$task" | make_reply)"
  else
    sleep 1
  fi
done
